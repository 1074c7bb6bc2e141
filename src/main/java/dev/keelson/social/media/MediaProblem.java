package dev.keelson.social.media;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of the media library. */
public enum MediaProblem implements ProblemType {
    MEDIA_NOT_FOUND(HttpStatus.NOT_FOUND, "No such item in your media library", "Fetch your media library again."),
    MEDIA_TYPE_UNKNOWN(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "No network takes a file of this type",
            "Save it as JPEG, PNG, MP4 or PDF and send that."),
    MEDIA_TYPE_CONTRADICTED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The file is not what it is called",
            "Send it with the name and type that the content has; 'detail' says which."),
    MEDIA_DAMAGED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The file is not whole",
            "Open it in a program that shows it, save it again and send that."),
    MEDIA_TOO_LARGE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The file is larger than any network takes",
            "Make it smaller; GET /api/v1/social/platforms tells what each network takes."),
    MEDIA_EXPECTED(
            HttpStatus.BAD_REQUEST,
            "There is no file in the request",
            "Send multipart/form-data with one part 'file' that has a file name, or JSON with a 'url'."),
    MEDIA_BEING_UPLOADED(
            HttpStatus.CONFLICT,
            "The same file is just being uploaded",
            "Wait for 'Retry-After' seconds, then send the request again."),
    MEDIA_UPLOADS_BUSY(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Too many files are being uploaded",
            "Wait until your other uploads have ended, or for 'Retry-After' seconds."),
    MEDIA_LINK_NOT_ALLOWED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "Networks cannot fetch from this address",
            "Use an https address on the public internet, without user name, spaces or special characters."),
    MEDIA_LINK_REDIRECTS(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The address redirects, which networks do not follow",
            "Use the address that it leads to in the end."),
    MEDIA_LINK_UNREACHABLE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The address does not give the file",
            "Make it answer HEAD and GET with 200 to everybody, without a login, or upload the file.");

    private final Facts facts;

    MediaProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
