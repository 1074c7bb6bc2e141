package dev.keelson.social.media;

import static dev.keelson.social.media.Samples.bytes;
import static dev.keelson.social.media.Samples.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.keelson.social.media.Inspect.Inspected;
import dev.keelson.social.networks.MediaKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectTest {
    @TempDir
    private Path directory;

    private Optional<Inspected> inspect(byte[] content) throws IOException {
        return Inspect.file(Files.write(directory.resolve("file"), content));
    }

    static Stream<Arguments> images() {
        return Stream.of(
                arguments(FileType.PNG, Samples.png(64, 40)),
                arguments(FileType.JPEG, Samples.image("jpg", 64, 40, 1)),
                arguments(FileType.GIF, Samples.image("gif", 64, 40, 1)),
                arguments(FileType.BMP, Samples.image("bmp", 64, 40, 1)),
                arguments(FileType.TIFF, Samples.image("tiff", 64, 40, 1)),
                arguments(FileType.WEBP, Samples.webp("VP8 ", 64, 40)),
                arguments(FileType.WEBP, Samples.webp("VP8L", 64, 40)),
                arguments(FileType.WEBP, Samples.webp("VP8X", 64, 40)),
                arguments(FileType.HEIC, Samples.heic("heic", 64, 40)),
                arguments(FileType.AVIF, Samples.heic("avif", 64, 40)),
                arguments(FileType.JPEG, Samples.jpegHeld(1, 64, 40)),
                arguments(FileType.JPEG, Samples.jpegHeld(6, 40, 64)));
    }

    static Stream<Arguments> films() {
        return Stream.of(
                arguments(FileType.MP4, Samples.film("mp42", 64, 40, 2_000, false, 100)),
                arguments(FileType.MP4, Samples.film("isom", 40, 64, 2_000, true, 100)),
                arguments(FileType.MOV, Samples.film("qt  ", 64, 40, 2_000, false, 100)),
                arguments(FileType.AVI, Samples.avi(64, 40, 2)));
    }

    @ParameterizedTest
    @MethodSource({"images", "films"})
    void typeAndSizeAreRead(FileType type, byte[] content) throws IOException {
        var inspected = inspect(content).orElseThrow();

        assertThat(inspected.type()).isEqualTo(type);
        assertThat(inspected.measures().width()).isEqualTo(64);
        assertThat(inspected.measures().height()).isEqualTo(40);
        assertThat(inspected.measures().duration())
                .isEqualTo(type.kind() == MediaKind.VIDEO ? Duration.ofSeconds(2) : null);
    }

    @ParameterizedTest
    @MethodSource("images")
    void imageThatIsCutOffAnywhereIsNotWhole(FileType type, byte[] content) {
        // BMP, TIFF, HEIC and AVIF are known by their headers only.
        var measured = type == FileType.PNG || type == FileType.JPEG || type == FileType.GIF || type == FileType.WEBP;
        for (int length = measured ? content.length - 1 : 12; length > FileType.HEAD; length -= 31) {
            int cut = length;
            assertThatThrownBy(() -> inspect(Arrays.copyOf(content, cut)))
                    .as("%d of %d", cut, content.length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void filmThatIsCutOffIsNotWhole() {
        byte[] film = Samples.film(5_000);

        for (int length : new int[] {40, 200, 300, 1_000, film.length - 1}) {
            assertThatThrownBy(() -> inspect(Arrays.copyOf(film, length))).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void filmMayBeginWithItsFilmAndBeLargerThanFourGigabytes() throws IOException {
        byte[] film = Samples.film(1);
        byte[] header = Arrays.copyOfRange(film, 20, film.length - 9);
        var file = directory.resolve("large");
        long size = 5L << 30;
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(Samples.box("ftyp", bytes("isom"), new byte[8]));
            out.write(ByteBuffer.allocate(16)
                    .putInt(1)
                    .put(bytes("mdat"))
                    .putLong(size)
                    .array());
            out.seek(20 + size);
            out.write(header);
        }

        assertThat(Inspect.file(file).orElseThrow().measures().width()).isEqualTo(1080);
    }

    @Test
    void whatHidesBehindAnImageMakesItNoImage() {
        byte[] archive = bytes("PK\3\4 something else");

        assertThatThrownBy(() -> inspect(join(Samples.png(4, 4), archive))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> inspect(join(Samples.image("gif", 4, 4, 1), archive)))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> inspect(join(Samples.webp("VP8L", 4, 4), archive)))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> inspect(join(Samples.film(10), archive))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> inspect(bytes("GIF89a=1;alert('a script that is called an image')//")))
                .isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>no</body></html>",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "PK\3\4",
                "MZ\u0090\0",
                "#!/bin/sh",
                "BMW is a car and no bitmap, whatever its name",
                "RIFF\0\0\0\0WAVEfmt "
            })
    void everythingElseIsOfNoType(String content) throws IOException {
        assertThat(inspect(bytes(content))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"image/png, PNG", "IMAGE/PNG; charset=x, PNG", "application/octet-stream, MOV", "video/x-m4v, MP4"})
    void typeMayBeDeclaredAsItIsCalledElsewhere(String declared, FileType type) {
        assertThat(type.mayBeDeclared(declared)).isTrue();
    }

    /** No content of any kind leads to anything but an answer or a file that is not whole, nor to much work or memory. */
    @Test
    void anyContentIsAnswered() throws IOException {
        var random = new Random(7);
        for (var sample : Stream.concat(images(), films()).toList()) {
            byte[] good = (byte[]) Objects.requireNonNull(sample.get()[1]);
            for (int i = 0; i < 40; i++) {
                byte[] bad = good.clone();
                for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                    int at = random.nextInt(Math.min(bad.length, 400));
                    bad[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
                try {
                    inspect(bad);
                    Inspect.beginning(bad);
                } catch (EOFException expected) {
                    assertThat(expected).isNotNull();
                }
            }
        }
    }
}
