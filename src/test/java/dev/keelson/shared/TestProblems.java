package dev.keelson.shared;

import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no application runs. */
public final class TestProblems {
    private TestProblems() {}

    public static ProblemWriter writer() {
        return new ProblemWriter(JsonMapper.builder()
                .addMixIn(
                        org.springframework.http.ProblemDetail.class,
                        org.springframework.http.converter.json.ProblemDetailJacksonMixin.class)
                .build());
    }
}
