package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;
import org.springframework.modulith.docs.Documenter;

class ModulesTest {
    private static final ApplicationModules MODULES = ApplicationModules.of(KeelsonApplication.class);

    @Test
    void noModuleUsesWhatItMayNotAndThereIsNoCycle() {
        MODULES.verify();
    }

    @Test
    void forbiddenDependencyIsFound() {
        var broken = ApplicationModules.of("dev.keelson.brokenmodules", location -> location.contains("test-classes"));

        assertThatThrownBy(broken::verify)
                .isInstanceOf(Violations.class)
                .hasMessageContaining("Module 'curious' depends on non-exposed type")
                .hasMessageContaining("secretive");
    }

    /**
     * Writes docs/modules: diagrams and a canvas for each module, as the code is now. The generator puts its lines in another
     * order each time, so a file is left alone unless it has other lines.
     */
    @Test
    void documentationIsWrittenFromTheCode(@TempDir Path generated) throws IOException {
        new Documenter(MODULES, Documenter.Options.defaults().withOutputFolder(generated.toString()))
                .writeModulesAsPlantUml()
                .writeIndividualModulesAsPlantUml()
                .writeModuleCanvases();

        Path documentation = Files.createDirectories(Path.of("docs", "modules"));
        try (var files = Files.list(generated)) {
            for (Path file : files.toList()) {
                Path kept = documentation.resolve(file.getFileName().toString());
                if (Files.notExists(kept) || !lines(kept).equals(lines(file))) {
                    Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        assertThat(documentation).isDirectoryContaining("glob:**/components.puml");
    }

    private static List<String> lines(Path file) throws IOException {
        // The bar opens a cell, whichever of its lines comes first.
        return Files.readAllLines(file).stream()
                .map(line -> line.startsWith("|") ? line.substring(1) : line)
                .sorted()
                .toList();
    }
}
