package dev.keelson.social.imports;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of files of posts, and of their rows. */
enum ImportProblem implements ProblemType {
    IMPORT_NOT_FOUND(
            HttpStatus.NOT_FOUND, "No such import", "Fetch your imports again; it may have been too long ago."),
    IMPORT_ENCODING(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The file is not UTF-8",
            "Save it as UTF-8 (spreadsheets call it 'CSV UTF-8') and send it again."),
    IMPORT_HEADER(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The first row does not name the columns",
            "Let the first row name columns that 'detail' lists, and send the file again."),
    IMPORT_UNREADABLE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The file cannot be read to its end",
            "Correct the file where 'detail' says, and send it again: nothing of it was imported."),
    IMPORT_TOO_LONG(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The file has too many rows",
            "Split it and send the parts one after the other: nothing of it was imported."),
    IMPORT_EMPTY(HttpStatus.UNPROCESSABLE_CONTENT, "The file has no rows", "Send a file with at least one post."),
    IMPORT_INTERRUPTED(
            HttpStatus.BAD_REQUEST, "The file did not arrive whole", "Send it again: nothing of it was imported."),
    TOO_MANY_IMPORTS(
            HttpStatus.CONFLICT,
            "Too many imports are under way",
            "Wait until one is done, or cancel one by POST /api/v1/social/imports/{id}/cancel."),
    IMPORT_FINISHED(HttpStatus.CONFLICT, "The import has ended", "Fetch it to see what became of its rows."),
    IMPORT_FORMAT(
            HttpStatus.CONFLICT,
            "The file was of another format",
            "Fetch 'errors.csv' of a CSV file and 'errors.jsonl' of JSON lines."),
    ROW_NOT_VALID(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The row cannot be made a post",
            "Correct the columns listed under 'errors' and send the file again; rows that are in already are skipped."),
    ROW_IMPORTED_BEFORE(
            HttpStatus.CONFLICT,
            "The row was imported before",
            "Nothing is to be done. To have it a second time, give it another 'externalId'."),
    ROW_NOT_PROCESSED(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "The row could not be processed",
            "Send the row again; if it happens again, tell support the import's id and the row's number.");

    private final Facts facts;

    ImportProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
