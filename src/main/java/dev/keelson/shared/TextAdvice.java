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

/** Refuses bodies with what is no character, wherever it stands. */
@RestControllerAdvice
class TextAdvice extends RequestBodyAdviceAdapter {
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
            throw ProblemException.notValid(errors);
        }
        return body;
    }

    private static void look(String field, @Nullable Object value, List<FieldError> errors) {
        switch (value) {
            case String text -> {
                if (!Characters.areAllIn(text)) {
                    errors.add(new FieldError(field, Characters.MESSAGE));
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
                    if (name instanceof String text && !Characters.areAllIn(text)) {
                        errors.add(new FieldError(field, Characters.MESSAGE));
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
}
