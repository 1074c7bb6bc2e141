package dev.keelson.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.testing.BesideOthers;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class SandboxStoreTest {
    private RunningSandbox sandbox;

    @BeforeAll
    void start() {
        sandbox = new RunningSandbox();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void documentsSurviveARestart() {
        store().put("test.kept", "one", document("name", "first"));

        sandbox.restart();

        assertThat(store().find("test.kept", "one")).contains(document("name", "first"));
    }

    @Test
    void listIsInOrderOfCreationAlsoAfterAnUpdate() {
        store().put("test.ordered", "b", document("name", "first"));
        store().put("test.ordered", "a", document("name", "second"));

        store().put("test.ordered", "b", document("name", "changed"));

        assertThat(store().list("test.ordered"))
                .containsExactly(document("name", "changed"), document("name", "second"));
    }

    @Test
    void deletedDocumentIsGone() {
        store().put("test.deleted", "one", document("name", "first"));

        assertThat(store().delete("test.deleted", "one")).isTrue();
        assertThat(store().delete("test.deleted", "one")).isFalse();
        assertThat(store().find("test.deleted", "one")).isEmpty();
    }

    @Test
    void workThatFailsLeavesNothing() {
        assertThatThrownBy(() -> store().atomically(() -> {
                    store().put("test.failed", "one", document("name", "first"));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(store().list("test.failed")).isEmpty();
    }

    @Test
    void concurrentReadModifyWriteLosesNothing() {
        store().put(
                        "test.counter",
                        "one",
                        JsonMapper.shared().createObjectNode().put("count", 0));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                threads.execute(() -> store().atomically(() -> {
                    var counter = store().find("test.counter", "one").orElseThrow();
                    counter.put("count", counter.get("count").intValue() + 1);
                    store().put("test.counter", "one", counter);
                }));
            }
        }

        assertThat(store().find("test.counter", "one")
                        .orElseThrow()
                        .get("count")
                        .intValue())
                .isEqualTo(100);
    }

    private SandboxStore store() {
        return sandbox.bean(SandboxStore.class);
    }

    private static ObjectNode document(String name, String value) {
        return JsonMapper.shared().createObjectNode().put(name, value);
    }
}
