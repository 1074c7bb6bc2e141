package dev.keelson.sandbox.clerk;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.keelson.sandbox.server.SandboxIds;
import dev.keelson.sandbox.server.SandboxReset;
import dev.keelson.sandbox.server.SandboxStore;
import java.text.ParseException;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Clerk instance that is played: its id, and the key of its session tokens, which is named after it. */
@Component
class Instance {
    private static final String KIND = "clerk.instance";
    private static final String ONLY = "only";
    private static final String KEY = "key";
    private static final int KEY_BITS = 2048;

    private final SandboxStore store;
    private final RSAKey key;

    Instance(SandboxStore store) {
        this.store = store;
        this.key = read(store.atomically(() -> store.find(KIND, ONLY).orElseGet(() -> keep(newKey()))));
    }

    String id() {
        return key.getKeyID();
    }

    RSAKey key() {
        return key;
    }

    /** Without the private part. */
    JWKSet publicKeys() {
        return new JWKSet(key.toPublicJWK());
    }

    /** Another key would leave Keelson with the old one for minutes, until it asks again. */
    @EventListener(SandboxReset.class)
    void keepAfterReset() {
        keep(key);
    }

    private ObjectNode keep(RSAKey key) {
        var document = JsonMapper.shared().createObjectNode().put(KEY, key.toJSONString());
        store.put(KIND, ONLY, document);
        return document;
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(KEY_BITS)
                    .keyID(SandboxIds.next("ins_"))
                    .algorithm(JWSAlgorithm.RS256)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey read(ObjectNode document) {
        try {
            return RSAKey.parse(document.get(KEY).stringValue());
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
