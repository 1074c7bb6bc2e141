package dev.keelson.clients.ayrshare;

import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.OperationContract;
import dev.keelson.clients.TestClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class EveryAyrshareOperationTest extends OperationContract {
    private static final ProfileKey KEY = new ProfileKey("PROFILE-KEY");
    private static final PostRequest POST = new PostRequest("Hello", "bluesky", List.of(), "key-1", "key-1", Map.of());
    private static final String DONE = "{\"status\":\"success\",\"brand_new\":{\"a\":[1]}}";
    private static final String PUBLISHED = """
            {"status":"success","id":"A","postIds":[{"status":"success","platform":"bluesky","id":7,"brand_new":1}],
             "created":{"_seconds":1700000000,"_nanoseconds":0}}""";

    private static final Path FILE = file();

    private final AyrshareApiClient ayrshare = new AyrshareClientConfiguration()
            .ayrshareApiClient(TestClients.factory(), settings(AyrshareSettings.class, "ayrshare"));

    private static Path file() {
        try {
            var file = Files.createTempFile("keelson-media", ".png");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "abc");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
                        "history",
                        () -> ayrshare.history(KEY, Instant.now(), Instant.now()),
                        "{\"history\":[" + PUBLISHED + "]}"),
                Operation.read(
                        "postAnalytics",
                        () -> ayrshare.postAnalytics(KEY, "A"),
                        "{\"status\":\"partial\",\"bluesky\":{\"analytics\":{\"likeCount\":\"3\"}},\"errors\":[]}"),
                Operation.read("accountAnalytics", () -> ayrshare.accountAnalytics(KEY, List.of("bluesky")), DONE),
                Operation.write(
                        "uploadMedia",
                        () -> ayrshare.uploadMedia(KEY, FILE, 3, "image/png", "a.png"),
                        "{\"id\":\"m\",\"url\":\"https://x/a.png\",\"brand_new\":1}"),
                Operation.read(
                        "uploadTarget",
                        () -> ayrshare.uploadTarget(KEY, "a.mp4", "mp4"),
                        "{\"accessUrl\":\"https://x/a.mp4\",\"contentType\":\"video/mp4\",\"uploadUrl\":\"https://x/put\"}"),
                Operation.write(
                        "putMedia",
                        () -> ayrshare.putMedia(
                                KEY,
                                new UploadTarget(vendor.baseUrl() + "/put", "https://x/a.mp4", "video/mp4"),
                                FILE,
                                3),
                        ""),
                Operation.read(
                        "lookAtMedia",
                        () -> ayrshare.lookAtMedia(KEY, "https://x/a.png"),
                        "{\"status\":\"success\",\"statusCode\":200,\"contentType\":\"image/png\"}"),
                Operation.write("deletePost", () -> ayrshare.deletePost(KEY, "A"), DONE));
    }
}
