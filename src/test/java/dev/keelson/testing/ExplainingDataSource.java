package dev.keelson.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Explains each prepared query right before it is run, with the same parameters in the same transaction: the plans of the
 * application's own statements, wherever their text stands.
 */
public final class ExplainingDataSource extends DelegatingDataSource {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<QueryPlan> plans = new CopyOnWriteArrayList<>();

    public ExplainingDataSource(DataSource target) {
        super(target);
    }

    /** The plans since the last call, in the order of the queries. */
    public List<QueryPlan> take() {
        var taken = List.copyOf(plans);
        plans.clear();
        return taken;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return proxy(Connection.class, (_, method, arguments) -> {
            Object result = call(connection, method, arguments);
            return result instanceof PreparedStatement statement && arguments != null
                    ? explained(connection, statement, (String) arguments[0])
                    : result;
        });
    }

    private PreparedStatement explained(Connection connection, PreparedStatement statement, String sql) {
        record Parameter(Method set, List<Object> arguments) {}
        List<Parameter> parameters = new ArrayList<>();
        return proxy(PreparedStatement.class, (_, method, arguments) -> {
            if (method.getName().startsWith("set") && arguments != null && arguments.length >= 2) {
                parameters.add(new Parameter(method, Arrays.asList(arguments)));
            }
            if (method.getName().equals("executeQuery")) {
                try (PreparedStatement explain =
                        connection.prepareStatement("explain (analyze, buffers, format json) " + sql)) {
                    for (Parameter parameter : parameters) {
                        call(explain, parameter.set(), parameter.arguments().toArray());
                    }
                    plans.add(plan(explain));
                }
            }
            return call(statement, method, arguments);
        });
    }

    private static QueryPlan plan(PreparedStatement explain) throws SQLException {
        try (ResultSet rows = explain.executeQuery()) {
            rows.next();
            JsonNode plan = JSON.readTree(rows.getString(1)).get(0).get("Plan");
            return new QueryPlan(plan);
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
