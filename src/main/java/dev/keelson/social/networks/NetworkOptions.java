package dev.keelson.social.networks;

import static dev.keelson.social.networks.NetworkOption.choice;
import static dev.keelson.social.networks.NetworkOption.flag;
import static dev.keelson.social.networks.NetworkOption.list;
import static dev.keelson.social.networks.NetworkOption.number;
import static dev.keelson.social.networks.NetworkOption.object;
import static dev.keelson.social.networks.NetworkOption.text;
import static dev.keelson.social.networks.NetworkOption.texts;
import static dev.keelson.social.networks.NetworkOption.whole;
import static dev.keelson.social.networks.OptionObject.named;

import dev.keelson.social.networks.PostContent.TargetContent;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of each network by the names of <a href="https://www.ayrshare.com/docs/apis/post/overview">Ayrshare's REST
 * API</a>. Ayrshare ignores a name that it does not know without a word, so a misspelt one would publish another post than
 * was meant.
 */
public final class NetworkOptions {
    /** When the table was last compared with its source. */
    static final LocalDate AS_OF = LocalDate.of(2026, 10, 4);

    private static final Set<Platform> TITLED = Set.of(
            Platform.FACEBOOK,
            Platform.LINKEDIN,
            Platform.PINTEREST,
            Platform.REDDIT,
            Platform.TIKTOK,
            Platform.YOUTUBE);

    private NetworkOptions() {}

    static OptionObject of(Platform platform) {
        return switch (platform) {
            case BLUESKY ->
                named("blueskyOptions", texts("altText"))
                        .noting(
                                "Sources spell the object blueskyOptions or blueSkyOptions; which one is not verified.");
            case FACEBOOK -> facebook();
            case GMB -> googleBusiness();
            case INSTAGRAM -> instagram();
            case LINKEDIN -> linkedIn();
            case PINTEREST ->
                named(
                        "pinterestOptions",
                        text("link").atMost(2_048),
                        text("boardId"),
                        texts("altText"),
                        text("note"),
                        text("thumbNail").noting("Required beside a video."),
                        list("carouselOptions", object("", text("title"), text("link"), text("description")))
                                .atLeast(2)
                                .atMost(5));
            case REDDIT -> named("redditOptions", text("link"));
            case SNAPCHAT ->
                named("snapChatOptions", flag("savedStory"), flag("spotlight")).excluding("savedStory", "spotlight");
            case TELEGRAM -> OptionObject.none();
            case THREADS ->
                named(
                        "threadsOptions",
                        flag("threadNumber"),
                        texts("mediaUrls"),
                        texts("allowCountries").noting("Has to be switched on at Threads."));
            case TIKTOK -> tikTok();
            case X -> x();
            case YOUTUBE -> youTube();
        };
    }

    private static OptionObject facebook() {
        return named(
                        "faceBookOptions",
                        flag("reels"),
                        flag("stories"),
                        text("thumbNail"),
                        texts("altText"),
                        texts("mediaCaptions"),
                        text("locationId"),
                        text("link"),
                        flag("draft"),
                        text("scheduledPublishDate").noting("Facebook's own schedule, after ours."),
                        object("targeting").noting("Its fields are not checked."),
                        object(
                                "carousel",
                                text("link").asRequired(),
                                list("items", object("", text("name"), text("link"), text("picture")))
                                        .atLeast(2)
                                        .atMost(10)
                                        .asRequired()))
                .excluding("reels", "stories", "carousel");
    }

    private static OptionObject googleBusiness() {
        return named(
                        "gmbOptions",
                        flag("isPhotoVideo"),
                        text("category").noting("Of a photo or video."),
                        object(
                                "event",
                                text("title").atMost(58).asRequired(),
                                text("startDate").asRequired(),
                                text("endDate").asRequired()),
                        object(
                                "offer",
                                text("title").atMost(58).asRequired(),
                                text("startDate").asRequired(),
                                text("endDate").asRequired(),
                                text("couponCode").atMost(58),
                                text("redeemOnlineUrl"),
                                text("termsConditions")),
                        object(
                                "callToAction",
                                choice("actionType", "book", "order", "shop", "learn_more", "sign_up", "call")
                                        .asRequired(),
                                text("url")))
                .excluding("isPhotoVideo", "event", "offer")
                .noting("Which of them is there decides the kind of the post; without one it is news.");
    }

    private static OptionObject instagram() {
        return named(
                        "instagramOptions",
                        flag("stories").noting("Business accounts only; the text is ignored."),
                        flag("reels"),
                        flag("shareReelsFeed"),
                        text("thumbNail"),
                        whole("thumbNailOffset").atLeast(0).noting("Milliseconds."),
                        text("audioName"),
                        object("audioConfiguration", text("audioId"), number("audioVolume"), number("videoVolume")),
                        object("trialParams", choice("graduationStrategy", "MANUAL", "SS_PERFORMANCE")),
                        texts("altText"),
                        text("locationId"),
                        list(
                                "userTags",
                                object(
                                        "",
                                        text("username").asRequired(),
                                        number("x").atLeast(0).atMost(1),
                                        number("y").atLeast(0).atMost(1))),
                        texts("collaborators").atMost(3),
                        flag("isAIGenerated"),
                        flag("autoResize").noting("Needs Ayrshare's Max Pack."))
                .excluding("reels", "stories");
    }

    private static OptionObject linkedIn() {
        return named(
                "linkedInOptions",
                texts("altText"),
                flag("disableShare"),
                object(
                                "targeting",
                                texts("countries"),
                                texts("seniorities"),
                                texts("degrees"),
                                texts("fieldsOfStudy"),
                                texts("industries"),
                                texts("jobFunctions"),
                                texts("staffCountRanges"))
                        .noting("Needs 300 followers."),
                text("thumbNail"),
                texts("titles"),
                choice("visibility", "public", "connections", "loggedin"));
    }

    private static OptionObject tikTok() {
        return named(
                "tikTokOptions",
                flag("autoAddMusic"),
                flag("disableComments"),
                flag("disableDuet"),
                flag("disableStitch"),
                flag("draft"),
                flag("isAIGenerated"),
                flag("isBrandedContent"),
                flag("isBrandOrganic"),
                whole("imageCoverIndex").atLeast(0).atMost(34),
                text("thumbNail"),
                whole("thumbNailOffset").atLeast(0).noting("Milliseconds."),
                choice("visibility", "public", "private", "followers", "friends"));
    }

    private static OptionObject x() {
        return named(
                        "twitterOptions",
                        texts("altText"),
                        texts("blockCountries"),
                        texts("allowCountries"),
                        flag("longPost"),
                        flag("longVideo"),
                        object(
                                "poll",
                                whole("duration")
                                        .atLeast(1)
                                        .atMost(10_080)
                                        .asRequired()
                                        .noting("Minutes."),
                                texts("options").atLeast(2).atMost(4).asRequired()),
                        text("quoteTweetId"),
                        text("replyToId"),
                        choice("replySettings", "following", "mentioned", "subscribers", "verified"),
                        flag("subscribersOnly"),
                        text("subTitleUrl").noting("Of an .srt file."),
                        text("subTitleLanguage"),
                        text("subTitleName").atMost(150),
                        flag("threadNumber"),
                        texts("mediaUrls").noting("Of each part of a thread; \"null\" for a part without."))
                .excluding("blockCountries", "allowCountries");
    }

    private static OptionObject youTube() {
        return named(
                        "youTubeOptions",
                        choice("visibility", "public", "unlisted", "private")
                                .noting("Public where it is left out; Ayrshare's own default is private."),
                        flag("shorts"),
                        text("thumbNail"),
                        text("playListId"),
                        list("tags", text("").atLeast(2)),
                        flag("madeForKids"),
                        flag("notifySubscribers"),
                        text("categoryId"),
                        flag("containsSyntheticMedia"),
                        text("publishAt").noting("YouTube's own schedule, after ours."),
                        object("targeting", texts("block"), texts("allow")),
                        text("subTitleUrl"),
                        text("subTitleLanguage"),
                        text("subTitleName"))
                .excluding("shorts", "thumbNail");
    }

    static boolean takesTitle(Platform platform) {
        return TITLED.contains(platform) || platform == Platform.SNAPCHAT;
    }

    /**
     * What Ayrshare gets beside text and media: its option object by its name, with the target's title, subreddit and
     * thread in it. Empty where there is nothing to say.
     */
    public static Map<String, Map<String, Object>> vendorObject(TargetContent target) {
        var contents = new LinkedHashMap<String, Object>();
        if (target.title() != null && TITLED.contains(target.platform())) {
            contents.put("title", target.title());
        }
        if (target.subreddit() != null && target.platform() == Platform.REDDIT) {
            contents.put("subreddit", target.subreddit());
        }
        if (target.thread() && NetworkRules.of(target.platform()).has(Rule.THREADS)) {
            contents.put("thread", true);
        }
        if (target.platform() == Platform.YOUTUBE) {
            // Left out, YouTube would keep it private, which is not what "publish" means.
            contents.put("visibility", "public");
        }
        contents.putAll(target.options());
        String name = of(target.platform()).name();
        return name == null || contents.isEmpty() ? Map.of() : Map.of(name, contents);
    }

    /** A title that stands at the top of Ayrshare's request: Snapchat's saved story has it there and in no object. */
    public static Optional<String> topLevelTitle(TargetContent target) {
        return target.platform() == Platform.SNAPCHAT ? Optional.ofNullable(target.title()) : Optional.empty();
    }

    /** The address of what is shown in place of a video, where one is named. */
    static Optional<String> cover(TargetContent target) {
        return target.options().get("thumbNail") instanceof String address && MediaFormat.isAddress(address)
                ? Optional.of(address)
                : Optional.empty();
    }

    /** Whether an option is switched on. */
    static boolean isOn(TargetContent target, @Nullable String option) {
        return option != null && Boolean.TRUE.equals(target.options().get(option));
    }
}
