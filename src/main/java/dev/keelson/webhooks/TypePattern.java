package dev.keelson.webhooks;

import java.util.Map;

/**
 * Which types are meant: one, or all with a prefix, as a {@link WebhookHandler} names them.
 *
 * @param text a whole type, or a prefix that ends in {@code .*}, such as {@code customer.subscription.*}
 */
public record TypePattern(String text) {
    boolean matches(String type) {
        return isPrefix() ? type.startsWith(prefix()) : type.equals(text);
    }

    String sql(String column, Map<String, Object> parameters) {
        parameters.put("type", isPrefix() ? prefix() : text);
        return isPrefix() ? "starts_with(%s, :type)".formatted(column) : column + " = :type";
    }

    private boolean isPrefix() {
        return text.endsWith(".*");
    }

    private String prefix() {
        return text.substring(0, text.length() - 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
