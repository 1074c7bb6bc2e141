package dev.keelson.clients.clerk;

import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.OperationContract;
import dev.keelson.clients.TestClients;
import java.util.List;
import java.util.Map;

class EveryClerkOperationTest extends OperationContract {
    private static final String USER = """
            {"id":"user_1","object":"user","updated_at":1700000000000,"created_at":1700000000000,"first_name":null,
             "email_addresses":[{"id":"idn_1","email_address":"a@example.com","verification":{"status":"brand_new"}}],
             "primary_email_address_id":"idn_1","public_metadata":{},"brand_new":{"a":[1]}}""";
    private static final String SESSION = """
            {"id":"sess_1","user_id":"user_1","status":"active","last_active_at":1700000000000,"expire_at":1800000000000,
             "created_at":1700000000000,"updated_at":1700000000000,"latest_activity":null,"brand_new":1}""";

    private final ClerkApiClient clerk = new ClerkClientConfiguration()
            .clerkApiClient(TestClients.factory(), settings(ClerkSettings.class, "clerk"));

    @Override
    protected Class<? extends BaseApiClient> client() {
        return ClerkApiClient.class;
    }

    @Override
    protected List<Operation> operations() {
        return List.of(
                Operation.read("user", () -> clerk.user("user_1"), USER),
                Operation.read("userJson", () -> clerk.userJson("user_1"), USER),
                Operation.read("users", () -> clerk.users("user_0", 10), "[" + USER + "]"),
                Operation.read("usersByChange", () -> clerk.usersByChange(0, 10), "[" + USER + "]"),
                Operation.write("updateUser", () -> clerk.updateUser("user_1", "A", null, null), USER),
                Operation.write(
                        "updatePublicMetadata",
                        () -> clerk.updatePublicMetadata("user_1", Map.of("role", "admin")),
                        USER),
                Operation.write("ban", () -> clerk.ban("user_1"), USER),
                Operation.write("unban", () -> clerk.unban("user_1"), USER),
                Operation.write("deleteUser", () -> clerk.deleteUser("user_1"), "{\"id\":\"user_1\",\"deleted\":true}"),
                Operation.read("activeSessions", () -> clerk.activeSessions("user_1"), "[" + SESSION + "]"),
                Operation.write("revokeSession", () -> clerk.revokeSession("sess_1"), SESSION));
    }
}
