package dev.keelson.social.imports;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is imported, and how fast.
 *
 * @param maxRows most rows of a file
 * @param maxRowLength most characters of a row
 * @param maxUnfinished how many imports a user may have under way
 * @param rowsAtOnce rows that an import does before it lets others have their turn
 * @param pause between two such turns
 * @param atOnce imports that one node works on at a time
 * @param tellEvery per cent between two events about progress
 * @param attempts how often a row that ends in an error of ours is tried before it fails
 * @param receiveFor a file that has not arrived whole after this time never will: its node has stopped
 * @param keep how long after its end an import can be looked at; that a row was imported stays known
 */
@ConfigurationProperties("keelson.social.imports")
record ImportSettings(
        @DefaultValue("10000") int maxRows,
        @DefaultValue("262144") int maxRowLength,
        @DefaultValue("5") int maxUnfinished,
        @DefaultValue("50") int rowsAtOnce,
        @DefaultValue("200ms") Duration pause,
        @DefaultValue("2") int atOnce,
        @DefaultValue("5") int tellEvery,
        @DefaultValue("5") int attempts,
        @DefaultValue("10m") Duration receiveFor,
        @DefaultValue("90d") Duration keep) {}
