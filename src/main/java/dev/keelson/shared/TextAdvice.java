package dev.keelson.shared;

import dev.keelson.shared.Problem.FieldError;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Refuses bodies with characters that are none, wherever they stand: JSON can write {@code \u0000}, which PostgreSQL does not
 * keep, and one half of a surrogate pair, which no UTF-8 can say.
 */
@RestControllerAdvice
class TextAdvice extends RequestBodyAdviceAdapter {
    private static final String MESSAGE = "has a character that is none: \\u0000, or one half of a pair";

    @Override
    public boolean supports(
            MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converterType) {
        var errors = new ArrayList<FieldError>();
        look("", body, errors);
        if (!errors.isEmpty()) {
            String detail = errors.size() == 1
                    ? "'%s' %s.".formatted(errors.getFirst().field(), MESSAGE)
                    : errors.size() + " fields are not valid.";
            throw new ProblemException(
                    Problem.of(CommonProblem.VALIDATION_FAILED, detail).errors(errors));
        }
        return body;
    }

    private static void look(String field, @Nullable Object value, List<FieldError> errors) {
        switch (value) {
            case String text -> {
                if (!isText(text)) {
                    errors.add(new FieldError(field, MESSAGE));
                }
            }
            case Record whole -> {
                for (var component : whole.getClass().getRecordComponents()) {
                    look(
                            field.isEmpty() ? component.getName() : field + "." + component.getName(),
                            valueOf(component, whole),
                            errors);
                }
            }
            case Collection<?> items -> {
                int index = 0;
                for (var item : items) {
                    look(field + "[" + index++ + "]", item, errors);
                }
            }
            case Map<?, ?> entries ->
                entries.forEach((name, entry) -> {
                    // Its name cannot be shown where it is what is wrong.
                    if (name instanceof String text && !isText(text)) {
                        errors.add(new FieldError(field, MESSAGE));
                    } else {
                        look(field + "." + name, entry, errors);
                    }
                });
            case null, default -> {}
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record whole) {
        var accessor = component.getAccessor();
        ReflectionUtils.makeAccessible(accessor);
        return ReflectionUtils.invokeMethod(accessor, whole);
    }

    private static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }
}
