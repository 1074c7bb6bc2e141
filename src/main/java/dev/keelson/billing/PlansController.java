package dev.keelson.billing;

import dev.keelson.billing.PlanViews.Plan;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
class PlansController {
    private static final CacheControl SHARED =
            CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic();

    private final PlanViews plans;
    private final JsonMapper json;

    PlansController(PlanViews plans, JsonMapper json) {
        this.plans = plans;
        this.json = json;
    }

    record Plans(List<Plan> items) {}

    @GetMapping("/api/v1/billing/plans")
    ResponseEntity<Plans> plans() {
        var body = new Plans(plans.all());
        String digest = DigestUtils.md5DigestAsHex(json.writeValueAsBytes(body));
        return ResponseEntity.ok().cacheControl(SHARED).eTag(digest).body(body);
    }
}
