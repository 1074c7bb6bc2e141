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
    private static final int RELINK_NOTICE_DAYS = 15;

    private final Linking linking;
    private final Profiles profiles;
    private final Suspensions suspensions;
    private final Faults faults;
    private final RateLimit rateLimit;

    AyrshareControls(Linking linking, Profiles profiles, Suspensions suspensions, Faults faults, RateLimit rateLimit) {
        this.linking = linking;
        this.profiles = profiles;
        this.suspensions = suspensions;
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

    /** @param days that the link still works, 15 where it is left out */
    record Warning(String platform, @Nullable Integer days) {}

    /** The connection will end soon. */
    @PostMapping("/profiles/{refId}/warn")
    Map<String, Object> warn(@PathVariable String refId, @RequestBody Warning warning) {
        var network = network(warning.platform());
        int days = warning.days() == null ? RELINK_NOTICE_DAYS : warning.days();
        if (days < 0) {
            throw refused("'days' says how long the link still works: 0 or more.");
        }
        profile(refId);
        if (!linking.warn(refId, network, days)) {
            throw notLinked(network);
        }
        return Map.of("refId", refId, "warned", network.id(), "days", days);
    }

    /** Ayrshare refuses whatever is asked for the profile. */
    @PostMapping("/profiles/{refId}/suspension")
    Map<String, String> suspend(@PathVariable String refId) {
        suspensions.suspend(profile(refId));
        return Map.of("refId", refId, "suspended", "true");
    }

    @DeleteMapping("/profiles/{refId}/suspension")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void lift(@PathVariable String refId) {
        suspensions.lift(profile(refId));
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
