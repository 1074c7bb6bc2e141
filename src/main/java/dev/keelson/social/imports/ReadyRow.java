package dev.keelson.social.imports;

import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.posts.PostBody;
import dev.keelson.social.posts.WritePosts.When;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** A row that can be made a post, as far as it can be told from the row alone. */
record ReadyRow(PostContent content, When when) {
    private static final int EXTERNAL_ID_LENGTH = 200;

    /** Judges rows as a request with one post is judged. */
    @Component
    static class Reader {
        private final JsonMapper json;
        private final ObjectReader bodies;
        private final Validator validator;

        Reader(JsonMapper json, Validator validator) {
            this.json = json;
            this.bodies = json.readerFor(PostBody.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
            this.validator = validator;
        }

        RowSource take(Import job, RawRow row) {
            return switch (job.format()) {
                case CSV -> CsvRow.read(job.columns(), row.raw(), json);
                case JSON_LINES -> JsonRow.read(row.raw(), json);
            };
        }

        /** @throws ProblemException with what is wrong, by the fields of a request */
        ReadyRow read(Import job, RowSource source) {
            if (source.externalId() != null && source.externalId().length() > EXTERNAL_ID_LENGTH) {
                throw RowErrors.of(Columns.EXTERNAL_ID, "has more than %d characters".formatted(EXTERNAL_ID_LENGTH));
            }
            var body = body(source);
            var errors = new RowErrors();
            validator.validate(body).stream()
                    .map(found -> new FieldError(found.getPropertyPath().toString(), found.getMessage()))
                    .sorted(Comparator.comparing(FieldError::field))
                    .forEach(error -> errors.add(error.field(), error.message()));
            errors.throwIfAny();
            var content = content(body);
            return new ReadyRow(content, source.time().read(job.mode(), job.zone()));
        }

        private PostBody body(RowSource source) {
            try {
                return bodies.readValue(source.post());
            } catch (UnrecognizedPropertyException e) {
                throw RowErrors.of(path(e.getPath()), "is not known");
            } catch (DatabindException e) {
                throw RowErrors.of(path(e.getPath()), "has a value of another kind than is expected");
            }
        }

        private static PostContent content(PostBody body) {
            try {
                return body.toContent();
            } catch (ProblemException e) {
                var errors = new RowErrors();
                e.problem().errors().forEach(error -> errors.add(error.field(), error.message()));
                errors.throwIfAny();
                throw e;
            }
        }

        private static String path(List<JacksonException.Reference> path) {
            return path.stream()
                    .map(step ->
                            step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                    .collect(Collectors.joining())
                    .replaceFirst("^\\.", "");
        }
    }
}
