package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxReset;
import dev.keelson.sandbox.server.SandboxStore;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/** What was uploaded: what is known of it in the store, and the bytes on the disk for as long as the stand-in runs. */
@Component
class MediaFiles {
    private static final String KIND = "ayrshare.media";

    private final SandboxStore store;
    private final JsonMapper json;
    private final OwnAddress address;
    private final Clock clock;
    private @Nullable Path directory;

    MediaFiles(SandboxStore store, JsonMapper json, OwnAddress address, Clock clock) {
        this.store = store;
        this.json = json;
        this.address = address;
        this.clock = clock;
    }

    /**
     * @param id the last part of its address
     * @param stored whether the bytes have come
     */
    record MediaFile(String id, String refId, String fileName, String contentType, boolean stored, Instant created) {}

    MediaFile announce(String refId, String fileName, String contentType) {
        String ending = fileName.replaceAll("^.*?(\\.[A-Za-z0-9]{1,5})?$", "$1");
        var file = new MediaFile(Ids.document() + ending, refId, fileName, contentType, false, clock.instant());
        save(file);
        return file;
    }

    void store(MediaFile file, InputStream bytes) throws IOException {
        Files.copy(bytes, path(file), StandardCopyOption.REPLACE_EXISTING);
        save(new MediaFile(file.id(), file.refId(), file.fileName(), file.contentType(), true, file.created()));
    }

    /** As secure as Ayrshare's own; here the same place answers without TLS. */
    String url(MediaFile file) {
        return address.url("/files/" + file.id()).replaceFirst("^http:", "https:");
    }

    Optional<MediaFile> find(String id) {
        return store.find(KIND, id).map(found -> json.treeToValue(found, MediaFile.class));
    }

    List<MediaFile> list(String refId) {
        return store.list(KIND).stream()
                .map(found -> json.treeToValue(found, MediaFile.class))
                .filter(file -> file.stored() && file.refId().equals(refId))
                .toList();
    }

    private void save(MediaFile file) {
        store.put(KIND, file.id(), json.valueToTree(file));
    }

    synchronized Path path(MediaFile file) {
        if (directory == null) {
            try {
                directory = Files.createTempDirectory("keelson-sandbox-media");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return directory.resolve(file.id());
    }

    @EventListener(SandboxReset.class)
    @PreDestroy
    synchronized void forget() throws IOException {
        if (directory != null) {
            FileSystemUtils.deleteRecursively(directory);
            directory = null;
        }
    }
}
