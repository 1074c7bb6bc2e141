package dev.keelson.clients.ayrshare;

import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.OperationContract;
import dev.keelson.clients.TestClients;
import java.util.List;
import java.util.Map;

class EveryAyrshareOperationTest extends OperationContract {
    private static final ProfileKey KEY = new ProfileKey("PROFILE-KEY");
    private static final PostRequest POST = new PostRequest("Hello", "bluesky", List.of(), "key-1", "key-1", Map.of());
    private static final String DONE = "{\"status\":\"success\",\"brand_new\":{\"a\":[1]}}";
    private static final String PUBLISHED = """
            {"status":"success","id":"A","postIds":[{"status":"success","platform":"bluesky","id":7,"brand_new":1}],
             "created":{"_seconds":1700000000,"_nanoseconds":0}}""";

    private final AyrshareApiClient ayrshare = new AyrshareClientConfiguration()
            .ayrshareApiClient(TestClients.factory(), settings(AyrshareSettings.class, "ayrshare"));

    @Override
    protected Class<? extends BaseApiClient> client() {
        return AyrshareApiClient.class;
    }

    @Override
    protected List<Operation> operations() {
        return List.of(
                Operation.write(
                        "createProfile",
                        () -> ayrshare.createProfile("t"),
                        "{\"status\":\"success\",\"refId\":\"r\",\"profileKey\":\"K\"}"),
                Operation.read("profilesTitled", () -> ayrshare.profilesTitled("t"), "{\"profiles\":[{\"refId\":1}]}"),
                Operation.read("profiles", () -> ayrshare.profiles(null, 10), "{\"profiles\":[],\"hasMore\":false}"),
                Operation.write("deleteProfile", () -> ayrshare.deleteProfile(KEY), DONE),
                Operation.write("deleteProfileTitled", () -> ayrshare.deleteProfileTitled("t"), DONE),
                Operation.write(
                        "createLinkSession",
                        () -> ayrshare.createLinkSession(KEY, "https://app.example.com", List.of("bluesky")),
                        "{\"status\":\"success\",\"url\":\"https://x\",\"expiresAt\":\"2026-10-04T00:05:00Z\"}"),
                Operation.read(
                        "linkedAccounts", () -> ayrshare.linkedAccounts(KEY), "{\"activeSocialAccounts\":[\"x\"]}"),
                Operation.read("user", () -> ayrshare.user(KEY), DONE),
                Operation.write("unlink", () -> ayrshare.unlink(KEY, "bluesky"), DONE),
                Operation.write("post", () -> ayrshare.post(KEY, POST), PUBLISHED)
                        .thatTells(),
                Operation.read("getPost", () -> ayrshare.getPost(KEY, "A"), PUBLISHED)
                        .thatTells(),
                Operation.write("retryPost", () -> ayrshare.retryPost(KEY, "A"), PUBLISHED)
                        .thatTells(),
                Operation.read("history", () -> ayrshare.history(KEY, 10, 30), "{\"history\":[" + PUBLISHED + "]}"),
                Operation.read(
                        "postAnalytics",
                        () -> ayrshare.postAnalytics(KEY, "A"),
                        "{\"status\":\"partial\",\"bluesky\":{\"analytics\":{\"likeCount\":\"3\"}},\"errors\":[]}"),
                Operation.read("accountAnalytics", () -> ayrshare.accountAnalytics(KEY, List.of("bluesky")), DONE),
                Operation.write("deletePost", () -> ayrshare.deletePost(KEY, "A"), DONE));
    }
}
