package dev.keelson.clients.ayrshare;

/**
 * Where a large file can be uploaded to.
 *
 * @param uploadUrl takes it by PUT, from anybody: not to be shown or logged
 * @param accessUrl where it can be fetched afterwards
 * @param contentType which the upload has to declare
 */
public record UploadTarget(String uploadUrl, String accessUrl, String contentType) {
    @Override
    public String toString() {
        return "UploadTarget[accessUrl=%s, contentType=%s]".formatted(accessUrl, contentType);
    }
}
