package dev.keelson;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseVersionTest {
    @ParameterizedTest
    @ValueSource(ints = {9, 15, 17})
    void olderServerStopsTheStartWithASentence(int major) {
        assertThatThrownBy(() -> DatabaseVersion.require(major))
                .isInstanceOf(UnfitSettingsException.class)
                .hasMessage("The database is PostgreSQL %d; Keelson needs PostgreSQL 18 or newer.", major);
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 19})
    void thisOneAndNewerAreTaken(int major) {
        assertThatCode(() -> DatabaseVersion.require(major)).doesNotThrowAnyException();
    }
}
