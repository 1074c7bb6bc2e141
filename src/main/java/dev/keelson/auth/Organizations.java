package dev.keelson.auth;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.clients.clerk.ClerkMembership;
import dev.keelson.clients.clerk.ClerkOrganization;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The tables of organisations and of who belongs to them, as a part of the user's own account. They decide nothing here: the
 * frontend finds in them what the token's active organisation is, and modules that will share things in one can ask.
 *
 * <p>Of any two states one is further: an end beats a life, then the version counts, and last, only so that there is a rule, the
 * other fields. So the same states in any order come to the same.
 */
@Component
class Organizations implements AccountSection {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    Organizations(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param id Clerk's, {@code org_…}: what a token calls {@code o.id}, and {@code org_id} in version 1
     * @param name null where Clerk has not told yet
     * @param role without the prefix {@code org:}
     */
    record Belonging(
            String id, @Nullable String name, @Nullable String slug, String role) {}

    @Override
    public String name() {
        return "organizations";
    }

    @Override
    public List<Belonging> of(UserId user) {
        return jdbc.sql("""
                        select m.clerk_organization_id as id, o.name, o.slug, m.role
                        from organization_memberships m left join organizations o on o.clerk_id = m.clerk_organization_id
                        where m.user_id = :user and not m.ended and not coalesce(o.deleted, false)
                        order by o.name nulls last, m.clerk_organization_id
                        """)
                .param("user", user.value())
                .query((row, _) -> new Belonging(
                        row.getString("id"), row.getString("name"), row.getString("slug"), row.getString("role")))
                .list();
    }

    /** @return whether our copy is now in this state */
    boolean merge(ClerkOrganization organization) {
        return jdbc.sql("""
                        insert into organizations as o (clerk_id, name, slug, clerk_updated_at, created_at, updated_at)
                        values (:id, :name, :slug, :version, :now, :now)
                        on conflict (clerk_id) do update
                          set name = excluded.name, slug = excluded.slug, clerk_updated_at = excluded.clerk_updated_at,
                              updated_at = excluded.updated_at
                          where not o.deleted
                            and (o.clerk_updated_at, jsonb_build_array(o.name, o.slug))
                                <= (excluded.clerk_updated_at, jsonb_build_array(excluded.name, excluded.slug))
                        """)
                        .param("id", organization.id())
                        .param("name", organization.name())
                        .param("slug", organization.slug())
                        .param("version", organization.updatedAt())
                        .param("now", at(clock.instant()))
                        .update()
                == 1;
    }

    /** Leaves a tombstone, also of one that nothing has told of. */
    void delete(String id) {
        jdbc.sql("""
                        insert into organizations (clerk_id, deleted, created_at, updated_at) values (:id, true, :now, :now)
                        on conflict (clerk_id) do update
                          set deleted = true, name = null, slug = null, clerk_updated_at = 0, updated_at = excluded.updated_at
                        """).param("id", id).param("now", at(clock.instant())).update();
    }

    /**
     * @param ended whether Clerk tells of its end
     * @return whether our copy is now in this state
     */
    boolean merge(UserId user, ClerkMembership membership, boolean ended) {
        return jdbc.sql("""
                        insert into organization_memberships as m
                          (clerk_id, user_id, clerk_organization_id, role, clerk_updated_at, ended, created_at, updated_at)
                        values (:id, :user, :organization, :role, :version, :ended, :now, :now)
                        on conflict (clerk_id) do update
                          set role = excluded.role, clerk_updated_at = excluded.clerk_updated_at, ended = excluded.ended,
                              updated_at = excluded.updated_at
                          where (m.ended, m.clerk_updated_at, m.role)
                                <= (excluded.ended, excluded.clerk_updated_at, excluded.role)
                            and m.user_id = excluded.user_id
                        """)
                        .param("id", membership.id())
                        .param("user", user.value())
                        .param("organization", membership.organizationId())
                        .param("role", membership.role())
                        .param("version", membership.updatedAt())
                        .param("ended", ended)
                        .param("now", at(clock.instant()))
                        .update()
                == 1;
    }
}
