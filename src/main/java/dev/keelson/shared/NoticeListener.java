package dev.keelson.shared;

/** Hears what nodes tell each other by {@link NodeNotices}. Called by one thread, which it must not keep waiting. */
public interface NoticeListener {
    /** What it listens to: lower case letters and underscores. */
    String channel();

    /** Something was said, by this node too. What is said twice within a moment may be heard once. */
    void heard(String word);

    /** Something may have been said that was not heard: the connection was lost, or was not there yet. */
    void missed();
}
