package dev.keelson;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what is wrong with the settings as sentences instead of a stack trace. */
class UnfitSettingsFailureAnalyzer extends AbstractFailureAnalyzer<UnfitSettingsException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnfitSettingsException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
