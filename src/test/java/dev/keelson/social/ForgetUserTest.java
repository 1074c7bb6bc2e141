package dev.keelson.social;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.auth.UserErased;
import dev.keelson.social.SocialFixture.Member;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/** What is left of an erased user: nothing that says who they were. */
@SocialTest
class ForgetUserTest {
    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private ProfileStore profiles;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void profileIsDeletedAtAyrshareAndRowsAreAnonymised() {
        var member = social.linkedTo(Platform.X);
        social.send(member, "/api/v1/social/posts", """
                {"content": "My secret plan", "targets": [{"platform": "x", "content": "My other plan"}], "when": "draft"}
                """, 201);
        ayrshare.stubFor(delete("/profiles")
                .withRequestBody(
                        matchingJsonPath("$.profileKey", equalTo(member.key().value())))
                .willReturn(okJson("{\"status\": \"success\"}")));

        transaction.executeWithoutResult(_ -> events.publishEvent(
                new UserErased(member.user().id(), member.user().clerkId())));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> profiles.find(member.user().id())
                        .filter(profile -> profile.state() == Profile.State.DELETED && profile.key() == null)
                        .isPresent());
        ayrshare.verify(
                1,
                deleteRequestedFor(urlEqualTo("/profiles"))
                        .withRequestBody(matchingJsonPath(
                                "$.profileKey", equalTo(member.key().value()))));
        assertThat(texts(member)).doesNotContain("My secret plan", "My other plan", "Acme");
    }

    private String texts(Member member) {
        return jdbc.sql("""
                        select concat_ws(' ',
                          (select string_agg(p::text, ' ') from posts p where p.user_id = :user),
                          (select string_agg(t::text, ' ') from post_targets t where t.user_id = :user),
                          (select string_agg(a::text, ' ') from social_accounts a where a.user_id = :user))
                        """)
                .param("user", member.user().id().value())
                .query(String.class)
                .single();
    }
}
