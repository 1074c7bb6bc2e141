package dev.keelson.social.imports;

/**
 * A row as it came.
 *
 * @param number from 1, without the header
 * @param line of the file, where it begins
 * @param raw the fields of a CSV record as a JSON list, or a JSON line
 */
record RawRow(int number, long line, String raw) {}
