package dev.keelson.social.media;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What users call their files: shown to them again, and never used as a path or told to anybody else. */
final class FileName {
    private static final int LONGEST = 200;
    /** Control and format characters, among them those that turn the direction of a text, and halves of characters. */
    private static final Pattern NOT_SHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]");

    private static final Pattern EXTENSION = Pattern.compile("\\.([a-z][a-z0-9]{1,4})$");

    private FileName() {}

    static String shown(@Nullable String told) {
        String whole = told == null ? "" : told.replace('\\', '/');
        String last = whole.substring(whole.lastIndexOf('/') + 1);
        String clean = NOT_SHOWN
                .matcher(Normalizer.normalize(last, Normalizer.Form.NFC))
                .replaceAll("")
                .strip();
        String name = clean.codePointCount(0, clean.length()) <= LONGEST
                ? clean
                : clean.substring(clean.offsetByCodePoints(clean.length(), -LONGEST));
        return name.isEmpty() || name.matches("\\.+") ? "file" : name;
    }

    /** In lower case without its dot; empty where the name has none. */
    static String extension(String name) {
        var found = EXTENSION.matcher(name.toLowerCase(Locale.ROOT));
        return found.find() ? found.group(1) : "";
    }
}
