package dev.keelson.social.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The networks' table, cell by cell: {@code networks/cells.csv} says of each what just fits and what just does not. */
class NetworkTableTest {
    private static final String CASES = "/networks/cells.csv";

    @ParameterizedTest
    @CsvFileSource(resources = CASES, numLinesToSkip = 1)
    void cellTakesWhatJustFitsAndFindsWhatDoesNot(
            String network, String rule, String fits, String breaks, String finding) {
        var cell = new CellCase(Platform.of(network).orElseThrow(), Rule.valueOf(rule.toUpperCase(Locale.ROOT)));

        for (String value : fits.split(" ", -1)) {
            assertThat(cell.findings(value, true)).doesNotContain(finding);
        }
        assertThat(cell.findings(breaks, false)).contains(finding);
    }

    @Test
    void everyCellHasACaseAndEveryCaseACell() {
        var cells = NetworkTable.all().stream()
                .flatMap(rules -> rules.cells().stream()
                        .map(cell -> rules.platform().id() + "," + cell.rule().id()))
                .toList();

        assertThat(cases()).hasSizeGreaterThan(200).containsExactlyInAnyOrderElementsOf(cells);
    }

    @ParameterizedTest
    @EnumSource
    void everyCellSaysWhereItIsFrom(Platform platform) {
        assertThat(NetworkRules.of(platform).cells()).allSatisfy(cell -> {
            assertThat(cell.source()).startsWith("https://www.ayrshare.com/docs/");
            assertThat(cell.asOf()).isEqualTo(NetworkTable.AS_OF);
            assertThat(cell.unit()).isEqualTo(cell.rule().unit());
            assertThat(cell.inWords()).isNotBlank();
        });
    }

    @Test
    void postsOfThreeNetworksStay() {
        assertThat(NetworkTable.all())
                .filteredOn(rules -> !rules.deletable())
                .extracting(NetworkRules::platform)
                .containsExactly(Platform.INSTAGRAM, Platform.THREADS, Platform.TIKTOK);
    }

    /** Network and rule of every case. */
    private static List<String> cases() {
        try (var file = Objects.requireNonNull(NetworkTableTest.class.getResourceAsStream(CASES))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.replaceFirst("^([^,]*,[^,]*),.*", "$1"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
