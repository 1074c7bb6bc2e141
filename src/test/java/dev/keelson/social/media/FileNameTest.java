package dev.keelson.social.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileNameTest {
    @Test
    void pathsAndWhatCannotBeSeenAreLeftOut() {
        assertThat(FileName.shown("../../etc/passwd")).isEqualTo("passwd");
        assertThat(FileName.shown("C:\\Users\\me\\Über uns.png")).isEqualTo("Über uns.png");
        assertThat(FileName.shown("a\r\nSet-Cookie: b\0.png")).isEqualTo("aSet-Cookie: b.png");
        // A name that is read from the right would seem to be a picture.
        assertThat(FileName.shown("photo\u202egnp.exe")).isEqualTo("photognp.exe");
        assertThat(FileName.shown("日本語🎉.jpg")).isEqualTo("日本語🎉.jpg");
        assertThat(FileName.shown("U\u0308.png")).isEqualTo("Ü.png");
    }

    @Test
    void thereIsAlwaysAName() {
        assertThat(FileName.shown(null)).isEqualTo("file");
        assertThat(FileName.shown("")).isEqualTo("file");
        assertThat(FileName.shown("..")).isEqualTo("file");
        assertThat(FileName.shown("folder/")).isEqualTo("file");
        assertThat(FileName.shown("🎉".repeat(300) + ".png")).endsWith("🎉.png").hasSizeLessThan(401);
    }

    @Test
    void extensionIsOfTheEnd() {
        assertThat(FileName.extension("a.PNG")).isEqualTo("png");
        assertThat(FileName.extension("v1.2")).isEmpty();
        assertThat(FileName.extension("png")).isEmpty();
        assertThat(FileName.extension("a.png.exe")).isEqualTo("exe");
    }
}
