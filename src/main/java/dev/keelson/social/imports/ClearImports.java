package dev.keelson.social.imports;

import dev.keelson.shared.Problem;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Ends imports whose node stopped while their file came, and deletes what was imported long ago: the report, not the posts. */
@Component
class ClearImports {
    private final ImportStore imports;
    private final ImportSettings settings;
    private final InstantSource clock;

    ClearImports(ImportStore imports, ImportSettings settings, InstantSource clock) {
        this.imports = imports;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional
    void run() {
        var now = clock.instant();
        imports.interrupted(now.minus(settings.receiveFor()))
                .forEach(id -> imports.refuse(
                        id, Problem.of(ImportProblem.IMPORT_INTERRUPTED, "It broke off before its end.")));
        imports.deleteFinishedBefore(now.minus(settings.keep()));
    }
}
