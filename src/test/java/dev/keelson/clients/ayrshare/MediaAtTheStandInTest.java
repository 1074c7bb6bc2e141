package dev.keelson.clients.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Our client and the stand-in, over HTTP: the one sends what the other takes, and neither holds a file in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MediaAtTheStandInTest {
    private final RunningSandbox sandbox = new RunningSandbox();
    private AyrshareApiClient ayrshare;
    private ProfileKey key;

    @TempDir
    private Path directory;

    @BeforeAll
    void connect() {
        var settings = TestClients.settings(
                AyrshareSettings.class,
                "ayrshare",
                "api-url",
                sandbox.url() + "/ayrshare/api",
                "api-key",
                SandboxKeys.AYRSHARE_API_KEY);
        ayrshare = new AyrshareClientConfiguration().ayrshareApiClient(TestClients.factory(), settings);
        key = ayrshare.createProfile("media").key();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void smallFileIsTakenInARequestAndGivenToEverybody() throws IOException {
        var file = Files.write(directory.resolve("a.png"), new byte[] {1, 2, 3});

        String url = ayrshare.uploadMedia(key, file, 3, "image/png", "a.png");

        assertThat(url).startsWith("https://").endsWith(".png");
        var served = served(url);
        assertThat(served.getBody()).containsExactly(1, 2, 3);
        assertThat(served.getHeaders().getContentType()).isEqualTo(MediaType.IMAGE_PNG);
        assertThat(head(url).getStatusCode().value()).isEqualTo(200);
        assertThat(ayrshare.lookAtMedia(key, url)).hasValue("image/png");
    }

    @Test
    void requestWithMoreThanThirtyMegabytesIsRefused() throws IOException {
        long size = (30L << 20) + 1;

        assertThatThrownBy(() -> ayrshare.uploadMedia(key, empty(size), size, "video/mp4", "a.mp4"))
                .isInstanceOf(ApiException.Refused.class)
                .hasMessageContaining("30 MB");
    }

    @Test
    void largeFileGoesToAnAddressOfItsOwn() throws IOException {
        long size = 40L << 20;
        var target = ayrshare.uploadTarget(key, "a.mp4", "mp4");
        assertThat(head(target.accessUrl()).getStatusCode().value()).isEqualTo(404);

        ayrshare.putMedia(key, target, empty(size), size);

        var head = head(target.accessUrl());
        assertThat(head.getStatusCode().value()).isEqualTo(200);
        assertThat(head.getHeaders().getContentLength()).isEqualTo(size);
    }

    @Test
    void addressTakesNoOtherType() throws IOException {
        var target = ayrshare.uploadTarget(key, "a.mov", "mov");
        var other = new UploadTarget(target.uploadUrl(), target.accessUrl(), "video/mp4");

        assertThatThrownBy(() -> ayrshare.putMedia(key, other, empty(10), 10))
                .isInstanceOf(ApiException.Forbidden.class);
        assertThatThrownBy(() -> ayrshare.uploadTarget(key, "a.gif", "gif")).isInstanceOf(ApiException.Refused.class);
    }

    private Path empty(long size) throws IOException {
        var file = directory.resolve("empty");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(size);
        }
        return file;
    }

    private ResponseEntity<byte[]> served(String url) {
        return sandbox.client()
                .get()
                .uri(url.replace("https:", "http:"))
                .retrieve()
                .toEntity(byte[].class);
    }

    private ResponseEntity<Void> head(String url) {
        return sandbox.client()
                .method(HttpMethod.HEAD)
                .uri(url.replace("https:", "http:"))
                .retrieve()
                .toBodilessEntity();
    }
}
