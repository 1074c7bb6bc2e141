package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.ControlException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people and tests may tell the stand-in: things that happen at Ayrshare or the networks without a call of ours. */
@RestController
@RequestMapping("/ayrshare/sandbox")
class AyrshareControls {
    private final Linking linking;
    private final Profiles profiles;
    private final Hooks hooks;
    private final Faults faults;
    private final RateLimit rateLimit;

    AyrshareControls(Linking linking, Profiles profiles, Hooks hooks, Faults faults, RateLimit rateLimit) {
        this.linking = linking;
        this.profiles = profiles;
        this.hooks = hooks;
        this.faults = faults;
        this.rateLimit = rateLimit;
    }

    record LinkTarget(String platform) {}

    /** The connection has become invalid, and Ayrshare takes it away. */
    @PostMapping("/profiles/{refId}/drop")
    Map<String, String> drop(@PathVariable String refId, @RequestBody LinkTarget target) {
        var network = network(target.platform());
        profile(refId);
        if (!linking.drop(refId, network)) {
            throw notLinked(network);
        }
        return Map.of("refId", refId, "dropped", network.id());
    }

    /** The connection will end soon. */
    @PostMapping("/profiles/{refId}/warn")
    Map<String, String> warn(@PathVariable String refId, @RequestBody LinkTarget target) {
        var network = network(target.platform());
        var profile = profile(refId);
        hooks.refreshNeeded(profile, profile.account(network).orElseThrow(() -> notLinked(network)));
        return Map.of("refId", refId, "warned", network.id());
    }

    record FaultRequest(@Nullable String fail, @Nullable Integer calls) {}

    @PostMapping("/networks/{platform}")
    Map<String, Object> fail(@PathVariable String platform, @RequestBody FaultRequest request) {
        var network = network(platform);
        int calls = request.calls() == null ? 1 : request.calls();
        if (calls < 1) {
            throw refused("'calls' says how many posts to fail: 1 or more.");
        }
        int code = Optional.ofNullable(request.fail())
                .flatMap(word -> Faults.code(network, word))
                .orElseThrow(() -> refused("'fail' is one of Ayrshare's codes, such as \"156\", or relink, duplicate,"
                        + " processing, media, rate or verify."));
        faults.tell(network, new Faults.Fault(code, calls));
        return Map.of("platform", network.id(), "code", code, "calls", calls);
    }

    @DeleteMapping("/networks/{platform}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void behave(@PathVariable String platform) {
        faults.forget(network(platform));
    }

    record RateLimitRequest(int max) {}

    /** Calls per profile in five minutes. */
    @PostMapping("/rate-limit")
    Map<String, Integer> rateLimit(@RequestBody RateLimitRequest request) {
        if (request.max() < 1) {
            throw refused("'max' says how many calls a profile has in five minutes: 1 or more.");
        }
        rateLimit.max(request.max());
        return Map.of("max", request.max());
    }

    private static Network network(@Nullable String platform) {
        return Optional.ofNullable(platform)
                .flatMap(Network::find)
                .orElseThrow(() -> refused("The networks are: " + String.join(", ", Network.ids()) + "."));
    }

    private Profile profile(String refId) {
        return profiles.find(refId)
                .orElseThrow(() -> new ControlException(HttpStatus.NOT_FOUND, "There is no profile with this refId."));
    }

    private static ControlException notLinked(Network network) {
        return refused(network.label() + " is not linked to this profile.");
    }

    private static ControlException refused(String sentence) {
        return new ControlException(HttpStatus.BAD_REQUEST, sentence);
    }
}
