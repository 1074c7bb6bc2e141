package dev.keelson.social.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.social.media.Fetch.ForbiddenAddressException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody has us ask what stands beside us, and no server keeps us waiting or fills our memory. */
class FetchTest {
    private final Fetch strict = new Fetch(false, Duration.ofMillis(300));
    private final Fetch local = new Fetch(true, Duration.ofMillis(300));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void addressThatIsNotPublicIsRefused(String address) throws UnknownHostException {
        assertThat(PublicAddress.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.1.1.1", "100.128.0.1", "172.32.0.1", "192.0.1.1", "198.20.0.1", "2606:4700::1111", "2a00::1"})
    void publicAddressIsAllowed(String address) throws UnknownHostException {
        assertThat(PublicAddress.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost/a.png",
                "https://127.0.0.1/a.png",
                "https://127.1/a.png",
                "https://2130706433/a.png",
                "https://[::1]/a.png",
                "https://[::ffff:7f00:1]/a.png",
                "http://169.254.169.254/latest/meta-data/"
            })
    void everyWayToWriteSuchAnAddressIsRefused(String url) {
        assertThatThrownBy(() -> strict.send("HEAD", URI.create(url), 0)).isInstanceOf(IOException.class);
    }

    @Test
    void privateAddressIsRefusedAlsoWhereThisMachineIsAllowed() {
        assertThatThrownBy(() -> local.send("HEAD", URI.create("http://10.0.0.1/a.png"), 0))
                .isInstanceOf(ForbiddenAddressException.class);
    }

    @Test
    void answerIsReadAsFarAsItIsWanted() throws IOException {
        try (var server = answering("HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-4/900\r\n\r\nhello and more")) {
            var response = local.send("GET", at(server), 5);

            assertThat(response.status()).isEqualTo(206);
            assertThat(response.body()).asString().isEqualTo("hello");
            assertThat(response.header("content-range")).hasValue("bytes 0-4/900");
        }
    }

    @Test
    void firstChunkTells() throws IOException {
        try (var server =
                answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n")) {
            assertThat(local.send("GET", at(server), 100).body()).asString().isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "\r\n",
                "LONG",
                "HTTP/1.1 200 OK\r\nNoEnd: yes\r\n"
            })
    void whatIsNotHttpIsAnError(String answer) throws IOException {
        try (var server = answering(answer.equals("LONG") ? "x".repeat(20_000) : answer)) {
            assertThatThrownBy(() -> local.send("HEAD", at(server), 0)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void serverThatSendsAByteNowAndThenIsTooSlow() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (var socket = server.accept()) {
                    while (true) {
                        socket.getOutputStream().write('H');
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException expected) {
                    // the other side has gone
                }
            });
            assertThatThrownBy(() -> local.send("HEAD", at(server), 0)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static URI at(ServerSocket server) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/a.png");
    }

    private static ServerSocket answering(String answer) throws IOException {
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            try (var socket = server.accept()) {
                socket.getInputStream().read(new byte[4_096]);
                socket.getOutputStream().write(Samples.bytes(answer));
            } catch (IOException expected) {
                // the other side has heard enough
            }
        });
        return server;
    }
}
