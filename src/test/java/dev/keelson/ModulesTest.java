package dev.keelson;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
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

    /** Writes docs/modules: diagrams and a canvas for each module, as the code is now. */
    @Test
    void documentationIsWrittenFromTheCode() {
        new Documenter(MODULES, Documenter.Options.defaults().withOutputFolder("docs/modules"))
                .writeModulesAsPlantUml()
                .writeIndividualModulesAsPlantUml()
                .writeModuleCanvases();
    }
}
