package dev.keelson.social;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.auth.Erasure;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.accounts.Profile;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    private ForgetUser forgetUser;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void profileIsDeletedAtAyrshareAndPostsAndAccountsHere() {
        var member = social.linkedTo(Platform.X);
        social.send(member, "/api/v1/social/posts", """
                {"content": "My secret plan", "targets": [{"platform": "x", "content": "My other plan"}], "when": "draft"}
                """, 201);
        ayrshare.stubFor(delete("/profiles")
                .withRequestBody(
                        matchingJsonPath("$.profileKey", equalTo(member.key().value())))
                .willReturn(okJson("{\"status\": \"success\"}")));

        forgetUser.erase(new Erasure(
                UUID.randomUUID(), member.user().id(), member.user().clerkId(), Set.of(), Instant.now(), 0, false));

        assertThat(profiles.find(member.user().id()))
                .hasValueSatisfying(profile -> assertThat(profile.key()).isNull())
                .map(Profile::state)
                .hasValue(Profile.State.DELETED);
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
