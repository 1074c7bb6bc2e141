package dev.keelson.billing;

import java.util.regex.Pattern;

/**
 * Recognises what looks like a card number: 13 to 19 digits, perhaps in groups, that pass the Luhn check
 * (<a href="https://www.iso.org/standard/70484.html">ISO/IEC 7812-1</a>).
 *
 * <p>Left out are ids in UUID form, whose digits pass the check now and then, and numbers that begin with 0 or 1: no card does
 * that a customer could pay with, and every time in milliseconds does.
 */
final class CardNumbers {
    private static final Pattern UUIDS =
            Pattern.compile("\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b");
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    private CardNumbers() {}

    static boolean appearIn(String text) {
        String searched = UUIDS.matcher(text).replaceAll("u").replace("%20", " ");
        for (int start = 0; start < searched.length(); start++) {
            boolean begins = searched.charAt(start) >= '2'
                    && searched.charAt(start) <= '9'
                    && (start == 0 || !isWord(searched.charAt(start - 1)));
            if (begins && startsWithCardNumber(searched, start)) {
                return true;
            }
        }
        return false;
    }

    /** Every length is tried, because what follows the number may look like one more group of it. */
    private static boolean startsWithCardNumber(String text, int start) {
        var digits = new StringBuilder(LONGEST);
        int position = start;
        while (position < text.length() && digits.length() < LONGEST) {
            char c = text.charAt(position);
            if (c >= '0' && c <= '9') {
                digits.append(c);
                boolean ends = position + 1 == text.length() || !isWord(text.charAt(position + 1));
                if (ends && digits.length() >= SHORTEST && passesLuhn(digits)) {
                    return true;
                }
            } else if (!isSeparator(c) || isSeparator(text.charAt(position - 1))) {
                return false;
            }
            position++;
        }
        return false;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == '.' || c == '+';
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static boolean passesLuhn(CharSequence digits) {
        int sum = 0;
        boolean doubled = false;
        for (int i = digits.length() - 1; i >= 0; i--) {
            int digit = digits.charAt(i) - '0';
            if (doubled) {
                digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            }
            sum += digit;
            doubled = !doubled;
        }
        return sum % 10 == 0;
    }
}
