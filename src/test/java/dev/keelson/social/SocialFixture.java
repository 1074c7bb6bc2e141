package dev.keelson.social;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.clients.ayrshare.LinkedAccount;
import dev.keelson.clients.ayrshare.PostRequest;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.IdGenerator;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.PostStatus;
import dev.keelson.social.posts.TargetStatus;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Users with linked accounts, and what tests do with them again and again. */
@TestComponent
public class SocialFixture {
    private final TestUsers users;
    private final ProfileStore profiles;
    private final LinkedAccounts accounts;
    private final IdGenerator ids;
    private final TransactionTemplate transaction;
    private final MockMvc mvc;
    private final JsonMapper json;
    private final AtomicLong sequence = new AtomicLong();

    SocialFixture(
            TestUsers users,
            ProfileStore profiles,
            LinkedAccounts accounts,
            IdGenerator ids,
            TransactionTemplate transaction,
            AyrshareApiClient ayrshare,
            MockMvc mvc,
            JsonMapper json) {
        this.users = users;
        this.profiles = profiles;
        this.accounts = accounts;
        this.ids = ids;
        this.transaction = transaction;
        this.mvc = mvc;
        this.json = json;
        warmUp(ayrshare);
    }

    /** The first call of a JVM takes longer than the time-outs here allow. */
    private static void warmUp(AyrshareApiClient ayrshare) {
        try {
            ayrshare.post(new ProfileKey("nobody"), new PostRequest("", "", List.of(), "", "", Map.of()));
        } catch (ApiException expected) {
            assertThat(expected.failure().operation()).isEqualTo("POST /post");
        }
    }

    /** A user whose requests at Ayrshare are told from others' by their profile's key. */
    public record Member(CurrentUser user, String refId, ProfileKey key) {
        public MappingBuilder only(MappingBuilder stub) {
            return stub.withHeader("Profile-Key", equalTo(key.value()));
        }

        public RequestPatternBuilder only(RequestPatternBuilder request) {
            return request.withHeader("Profile-Key", equalTo(key.value()));
        }
    }

    public Member linkedTo(Platform... platforms) {
        var user = users.fresh();
        var claim = ids.next();
        profiles.claim(user.id(), claim);
        var profile = profiles.find(user.id()).orElseThrow();
        String unique = profile.id().toString();
        var created = new CreatedProfile("ref-" + unique, new ProfileKey("KEY-" + unique));
        assertThat(profiles.activate(profile, claim, created)).isTrue();
        var linked = Arrays.stream(platforms)
                .map(p -> new LinkedAccount(p.ayrshareName(), "id-" + p.id(), "Acme", null, null))
                .toList();
        accounts.listed(user.id(), linked, Instant.now());
        return new Member(user, created.refId(), created.key());
    }

    /** Posts now, and gives the post's id. */
    public UUID publishNow(Member member, String content, Platform... platforms) {
        var targets = Arrays.stream(platforms)
                .map(p -> "{\"platform\": \"%s\"}".formatted(p.id()))
                .toList();
        var body = """
                {"content": "%s", "targets": %s, "when": "now"}
                """.formatted(content, targets);
        return UUID.fromString(
                send(member, "/api/v1/social/posts", body, 202).path("id").asString());
    }

    public JsonNode send(Member member, String path, String body, int expectedStatus) {
        try {
            var response = mvc.perform(post(path)
                            .with(TestUsers.as(member.user()))
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(body))
                    .andReturn()
                    .getResponse();
            assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(expectedStatus);
            return json.readTree(response.getContentAsString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public JsonNode fetch(Member member, UUID post) {
        try {
            return json.readTree(
                    mvc.perform(get("/api/v1/social/posts/{id}", post).with(TestUsers.as(member.user())))
                            .andReturn()
                            .getResponse()
                            .getContentAsString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The post when it has that status. */
    public JsonNode await(Member member, UUID post, PostStatus status) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> fetch(member, post),
                        p -> p.path("status").asString().equals(status.id()));
    }

    /** The post's first target when it has that status. */
    public JsonNode awaitTarget(Member member, UUID post, TargetStatus status) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> fetch(member, post).path("targets").path(0),
                        target -> target.path("status").asString().equals(status.id()));
    }

    /** Handles an event as the inbox does, and fetches for it where that is asked for. */
    public WebhookOutcome deliver(WebhookHandler handler, String payload) {
        return deliver(handler, event(payload, null));
    }

    public WebhookOutcome deliver(WebhookHandler handler, WebhookEvent event) {
        var outcome = Objects.requireNonNull(transaction.execute(status -> {
            var first = handler.handle(event);
            if (first == WebhookOutcome.FETCH_FIRST) {
                status.setRollbackOnly();
            }
            return first;
        }));
        if (outcome != WebhookOutcome.FETCH_FIRST) {
            return outcome;
        }
        var at = Instant.now();
        return deliver(handler, event.with(new Fetched(handler.fetch(event), at)));
    }

    public WebhookEvent event(String payload, @Nullable Fetched fetched) {
        JsonNode body = json.readTree(payload);
        long number = sequence.incrementAndGet();
        return new WebhookEvent(
                number,
                WebhookProvider.AYRSHARE,
                "hook-" + number,
                body.path("action").asString(),
                body.path("refId").asString(""),
                Instant.parse(body.path("created").asString("2026-11-01T00:00:00Z")),
                Instant.now(),
                1,
                body,
                fetched);
    }
}
