package dev.keelson.sandbox;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a start that failed as two sentences instead of a stack trace. */
class SandboxStartFailureAnalyzer extends AbstractFailureAnalyzer<SandboxStartException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SandboxStartException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), rootFailure);
    }
}
