import Access
import Engine
import HTTPTransport
import MeridianCore
import NIOCore

/// The addresses of the control API.
struct ControlAPI: Sendable {
    /// The most bytes of a body that is read whole.
    static let bodyLimit = 16 << 20

    let platform: Platform
    let addresses: ServiceAddresses

    var services: LiveServices { platform.services }
    var access: PlatformAccess { platform.access }

    var endpoints: [ControlEndpoint] {
        [
            ControlEndpoint(.get, "/v1/health", needs: .open, answer: health),
            ControlEndpoint(.get, "/v1/openapi.json", needs: .open, answer: describe),
            ControlEndpoint(.get, "/v1/services", needs: .someService(.readServices), answer: listServices),
            ControlEndpoint(.get, "/v1/services/{service}", needs: .service(.readServices), answer: showService),
            ControlEndpoint(
                .delete, "/v1/services/{service}", needs: .service(.removeServices), records: "service.remove",
                answer: removeService),
            ControlEndpoint(
                .post, "/v1/services/{service}/releases", needs: .service(.publishReleases),
                records: "release.publish", answer: publishRelease),
            ControlEndpoint(
                .get, "/v1/services/{service}/releases", needs: .service(.readServices),
                answer: listReleases),
            ControlEndpoint(
                .get, "/v1/services/{service}/releases/{release}", needs: .service(.readServices),
                answer: showRelease),
            ControlEndpoint(
                .get, "/v1/services/{service}/releases/{release}/diff", needs: .service(.readServices),
                answer: compareReleases),
            ControlEndpoint(
                .post, "/v1/services/{service}/promote", needs: .service(.changeTraffic),
                records: "release.promote", answer: promoteRelease),
            ControlEndpoint(
                .post, "/v1/services/{service}/rollback", needs: .service(.changeTraffic),
                records: "release.rollback", answer: rollBackRelease),
            ControlEndpoint(
                .get, "/v1/services/{service}/aliases", needs: .service(.readServices),
                answer: listAliases),
            ControlEndpoint(
                .get, "/v1/services/{service}/aliases/{alias}", needs: .service(.readServices),
                answer: showAlias),
            ControlEndpoint(
                .put, "/v1/services/{service}/aliases/{alias}", needs: .service(.changeTraffic),
                records: "alias.set", answer: setAlias),
            ControlEndpoint(
                .delete, "/v1/services/{service}/aliases/{alias}", needs: .service(.changeTraffic),
                records: "alias.remove", answer: removeAlias),
            ControlEndpoint(
                .post, "/v1/services/{service}/rollouts", needs: .service(.changeTraffic),
                records: "rollout.start", answer: startRollout),
            ControlEndpoint(
                .get, "/v1/services/{service}/rollouts", needs: .service(.readServices),
                answer: listRollouts),
            ControlEndpoint(
                .get, "/v1/services/{service}/rollouts/{rollout}", needs: .service(.readServices),
                answer: showRollout),
            ControlEndpoint(
                .post, "/v1/services/{service}/rollouts/{rollout}/pause", needs: .service(.changeTraffic),
                records: "rollout.pause", answer: pauseRollout),
            ControlEndpoint(
                .post, "/v1/services/{service}/rollouts/{rollout}/resume", needs: .service(.changeTraffic),
                records: "rollout.resume", answer: resumeRollout),
            ControlEndpoint(
                .post, "/v1/services/{service}/rollouts/{rollout}/promote", needs: .service(.changeTraffic),
                records: "rollout.promote", answer: promoteRollout),
            ControlEndpoint(
                .post, "/v1/services/{service}/rollouts/{rollout}/abort", needs: .service(.changeTraffic),
                records: "rollout.abort", answer: abortRollout),
            ControlEndpoint(
                .post, "/v1/services/{service}/restart", needs: .service(.publishReleases), records: "service.restart",
                answer: restartService),
            ControlEndpoint(
                .post, "/v1/services/{service}/functions/{function}/invocations", needs: .service(.invokeFunctions),
                answer: invokeFunction),
            ControlEndpoint(
                .get, "/v1/services/{service}/keys", needs: .service(.readServices), answer: listKeys),
            ControlEndpoint(
                .put, "/v1/services/{service}/keys/{key}", needs: .service(.manageKeys), records: "key.trust",
                answer: trustKey),
            ControlEndpoint(
                .delete, "/v1/services/{service}/keys/{key}", needs: .service(.manageKeys), records: "key.remove",
                answer: removeKey),
            ControlEndpoint(
                .get, "/v1/services/{service}/secrets", needs: .service(.listSecrets), answer: listSecrets),
            ControlEndpoint(
                .get, "/v1/services/{service}/secrets/{secret}", needs: .service(.listSecrets), answer: showSecret),
            ControlEndpoint(
                .put, "/v1/services/{service}/secrets/{secret}", needs: .service(.writeSecrets),
                records: "secret.set", answer: setSecret),
            ControlEndpoint(
                .delete, "/v1/services/{service}/secrets/{secret}", needs: .service(.writeSecrets),
                records: "secret.remove", answer: removeSecret),
            ControlEndpoint(.get, "/v1/domains", needs: .platform(.readServices), answer: listDomains),
            ControlEndpoint(.get, "/v1/domains/{domain}", needs: .platform(.readServices), answer: showDomain),
            ControlEndpoint(
                .put, "/v1/domains/{domain}", needs: .platform(.operatePlatform), records: "domain.set",
                answer: setDomain),
            ControlEndpoint(
                .delete, "/v1/domains/{domain}", needs: .platform(.operatePlatform), records: "domain.remove",
                answer: removeDomain),
            ControlEndpoint(.get, "/v1/functions", needs: .someService(.readServices), answer: listFunctions),
            ControlEndpoint(.post, "/v1/events", needs: .platform(.publishEvents), answer: publishEvents),
            ControlEndpoint(
                .post, "/v1/notifications/storage", needs: .platform(.publishEvents), answer: publishNotification),
            ControlEndpoint(.get, "/v1/watch", needs: .someService(.readServices), answer: watchChanges),
            ControlEndpoint(.get, "/v1/logs", needs: .someService(.readLogs), answer: readLogs),
            ControlEndpoint(.get, "/v1/tracing", needs: .platform(.readMetrics), answer: showTracing),
            ControlEndpoint(
                .put, "/v1/tracing", needs: .platform(.operatePlatform), records: "tracing.set", answer: setTracing),
            ControlEndpoint(
                .get, "/v1/traces/{trace}", needs: .someService(.readLogs), answer: showTrace),
            ControlEndpoint(
                .get, "/v1/services/{service}/traces", needs: .service(.readLogs), answer: listTraces),
            ControlEndpoint(
                .post, "/v1/services/{service}/replays", needs: .service(.invokeFunctions), answer: replayRequest),
            ControlEndpoint(
                .get, "/v1/services/{service}/inspection", needs: .service(.readServices), answer: inspectService),
            ControlEndpoint(
                .post, "/v1/services/{service}/functions/{function}/cpu-profile", needs: .service(.publishReleases),
                answer: profileFunction),
            ControlEndpoint(.get, "/v1/diagnosis", needs: .platform(.readMetrics), answer: diagnose),
            ControlEndpoint(.get, "/v1/status", needs: .someService(.readServices), answer: showStatus),
            ControlEndpoint(
                .get, "/v1/services/{service}/metrics", needs: .service(.readServices), answer: chartService),
            ControlEndpoint(
                .get, "/v1/services/{service}/functions/{function}/metrics", needs: .service(.readServices),
                answer: chartFunction),
            ControlEndpoint(
                .get, "/v1/functions/live", needs: .someService(.readServices), answer: showLiveFunctions),
            ControlEndpoint(.get, "/metrics", needs: .platform(.readMetrics), answer: showMetrics),
            ControlEndpoint(.get, "/v1/tokens", needs: .platform(.manageTokens), answer: listTokens),
            ControlEndpoint(
                .post, "/v1/tokens", needs: .platform(.manageTokens), records: "token.create", answer: createToken),
            ControlEndpoint(
                .delete, "/v1/tokens/{token}", needs: .platform(.manageTokens), records: "token.revoke",
                answer: revokeToken),
            ControlEndpoint(
                .post, "/v1/backups", needs: .platform(.operatePlatform), records: "backup.write", answer: writeBackup),
            ControlEndpoint(.get, "/v1/audit", needs: .platform(.readAudit), answer: readAudit),
            ControlEndpoint(.get, "/v1/audit/verification", needs: .platform(.readAudit), answer: verifyAudit),
            ControlEndpoint(.get, "/v1/rules", needs: .platform(.readMetrics), answer: showRules),
            ControlEndpoint(
                .put, "/v1/rules", needs: .platform(.changeRules), records: "rules.replace", answer: replaceRules),
            ControlEndpoint(.post, "/v1/rules/simulate", needs: .platform(.readMetrics), answer: simulateRules),
            ControlEndpoint(.get, "/v1/rules/{rule}", needs: .platform(.readMetrics), answer: showRule),
            ControlEndpoint(
                .put, "/v1/rules/{rule}", needs: .platform(.changeRules), records: "rule.set", answer: setRule),
            ControlEndpoint(
                .delete, "/v1/rules/{rule}", needs: .platform(.changeRules), records: "rule.remove",
                answer: removeRule),
            ControlEndpoint(.get, "/v1/profiles", needs: .platform(.readMetrics), answer: listProfiles),
            ControlEndpoint(
                .post, "/v1/profiles/return", needs: .platform(.operatePlatform), records: "profile.return",
                answer: returnFromProfile),
            ControlEndpoint(.get, "/v1/profiles/{profile}", needs: .platform(.readMetrics), answer: showProfile),
            ControlEndpoint(
                .put, "/v1/profiles/{profile}", needs: .platform(.operatePlatform), records: "profile.set",
                answer: storeProfile),
            ControlEndpoint(
                .delete, "/v1/profiles/{profile}", needs: .platform(.operatePlatform), records: "profile.remove",
                answer: removeProfile),
            ControlEndpoint(
                .post, "/v1/profiles/{profile}/apply", needs: .platform(.operatePlatform), records: "profile.apply",
                answer: applyProfile),
            ControlEndpoint(
                .get, "/v1/events/{service}/{id}", needs: .service(.readServices), answer: showEvent),
            ControlEndpoint(
                .get, "/v1/services/{service}/functions/{function}/delivery", needs: .service(.readServices),
                answer: showDeliverySettings),
            ControlEndpoint(
                .put, "/v1/services/{service}/functions/{function}/delivery", needs: .service(.operateQueues),
                records: "delivery.set", answer: setDeliverySettings),
            ControlEndpoint(
                .post, "/v1/services/{service}/queues/{queue}/messages", needs: .service(.publishEvents),
                answer: sendMessages),
            ControlEndpoint(.get, "/v1/queues", needs: .platform(.readServices), answer: listQueues),
            ControlEndpoint(.get, "/v1/queues/{service}", needs: .service(.readServices), answer: listQueues),
            ControlEndpoint(
                .get, "/v1/queues/{service}/{function}/events", needs: .service(.operateQueues), answer: peekQueue),
            ControlEndpoint(
                .delete, "/v1/queues/{service}/{function}/events", needs: .service(.operateQueues),
                records: "queue.purge", answer: purgeQueue),
            ControlEndpoint(
                .post, "/v1/queues/{service}/{function}/redrive", needs: .service(.operateQueues),
                records: "queue.redrive", answer: redriveQueue),
            ControlEndpoint(.get, "/v1/timers", needs: .platform(.readServices), answer: listTimers),
            ControlEndpoint(.get, "/v1/timers/{service}", needs: .service(.readServices), answer: listTimers),
        ]
    }

    /// The addresses beside functions on the gateway's listener, for those who reach no other.
    var listenerEndpoints: [ControlEndpoint] {
        [
            ControlEndpoint(.post, "/.meridian/events", needs: .platform(.publishEvents), answer: publishEvents),
            ControlEndpoint(
                .post, "/.meridian/notifications/storage", needs: .platform(.publishEvents),
                answer: publishNotification),
        ]
    }
}
