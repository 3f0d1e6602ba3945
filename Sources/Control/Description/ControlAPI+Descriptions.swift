import Access
import Admission
import Delivery
import JSONCodec
import MeridianCore
import Persistence
import Releases
import Telemetry

extension ControlAPI {
    private static let range: [EndpointDescription.Query] = [
        .init("since", String.self, "The first moment."), .init("until", String.self, "The last one; now by default."),
        .init("step", String.self, "The time that a point stands for."),
    ]

    /// What the OpenAPI document says, by method and path. A test asks for one of every endpoint.
    static let descriptions: [String: EndpointDescription] = [
        "GET /v1/health": .init(
            "Whether the platform takes requests",
            answers: [200: .json(HealthDocument.self), 503: .json(HealthDocument.self)]),
        "GET /v1/openapi.json": .init("This document", answers: [200: .anyJSON]),
        "GET /v1/status": .init(
            "The releases that run and their instances", answers: [200: .json(StatusDocument.self)]),
        "GET /metrics": .init("Counters and histograms for Prometheus", answers: [200: .bytes("text/plain")]),
        "GET /v1/functions": .init("All functions that are live", answers: [200: .json(FunctionListDocument.self)]),

        // Services and releases
        "GET /v1/services": .init("All services", answers: [200: .json(ServiceListDocument.self)]),
        "GET /v1/services/{service}": .init("A service", answers: [200: .json(ServiceDocument.self)]),
        "DELETE /v1/services/{service}": .init("Remove a service with its releases and secrets", answers: [204: .none]),
        "POST /v1/services/{service}/restart": .init(
            "Replace all instances without losing a request", answers: [204: .none]),
        "POST /v1/services/{service}/releases": .init(
            "Publish a package as the next release",
            query: [
                .init("promote", Bool.self, "Whether it becomes live; yes by default."),
                .init("author", String.self, "Who made it."), .init("revision", String.self, "The source's revision."),
                .init("modified", Bool.self, "Whether the source had changes beside its revision."),
            ], takes: .bytes("application/zip"),
            answers: [200: .json(DeploymentDocument.self), 201: .json(DeploymentDocument.self)]),
        "GET /v1/services/{service}/releases": .init(
            "Releases, the newest first",
            query: [
                .init("limit", in: 1...mostReleases, "50 by default."),
                .init("after", in: 1...Int.max, "`next` of the page before."),
            ],
            answers: [200: .json(ReleaseListDocument.self)]),
        "GET /v1/services/{service}/releases/{release}": .init(
            "A release and its manifest", answers: [200: .json(ReleaseDocument.self)]),
        "GET /v1/services/{service}/releases/{release}/diff": .init(
            "What differs between two releases",
            query: [.init("to", in: 1...Int.max, "The other one; the live one by default.")],
            answers: [200: .json(ReleaseDifferenceDocument.self)]),
        "POST /v1/services/{service}/promote": .init(
            "Give a release all requests of an alias", isConditional: true, takes: .json(ReleaseChoiceDocument.self),
            needsBody: false, answers: [200: .json(AliasDocument.self)]),
        "POST /v1/services/{service}/rollback": .init(
            "Go back to the release before", isConditional: true, takes: .json(ReleaseChoiceDocument.self),
            needsBody: false, answers: [200: .json(AliasDocument.self)]),
        "GET /v1/services/{service}/aliases": .init("Aliases", answers: [200: .json(AliasListDocument.self)]),
        "GET /v1/services/{service}/aliases/{alias}": .init("An alias", answers: [200: .json(AliasDocument.self)]),
        "PUT /v1/services/{service}/aliases/{alias}": .init(
            "Share the requests of an alias among releases", isConditional: true, takes: .json(AliasTargets.self),
            answers: [200: .json(AliasDocument.self), 201: .json(AliasDocument.self)]),
        "DELETE /v1/services/{service}/aliases/{alias}": .init(
            "Remove an alias", isConditional: true, answers: [204: .none]),

        // Rollouts
        "POST /v1/services/{service}/rollouts": .init(
            "Begin a judged rollout", takes: .json(RolloutWishDocument.self), needsBody: false,
            answers: [201: .json(RolloutDocument.self)]),
        "GET /v1/services/{service}/rollouts": .init("Rollouts", answers: [200: .json(RolloutListDocument.self)]),
        "GET /v1/services/{service}/rollouts/{rollout}": .init(
            "A rollout with its judgement", answers: [200: .json(RolloutDocument.self)]),
        "POST /v1/services/{service}/rollouts/{rollout}/pause": .init(
            "Hold a rollout", answers: [200: .json(RolloutDocument.self)]),
        "POST /v1/services/{service}/rollouts/{rollout}/resume": .init(
            "Let a rollout go on", answers: [200: .json(RolloutDocument.self)]),
        "POST /v1/services/{service}/rollouts/{rollout}/promote": .init(
            "Give the new release all requests now", answers: [200: .json(RolloutDocument.self)]),
        "POST /v1/services/{service}/rollouts/{rollout}/abort": .init(
            "Go back to the former release", answers: [200: .json(RolloutDocument.self)]),

        // Invocations and events
        "POST /v1/services/{service}/functions/{function}/invocations": .init(
            "Call a function by any of its triggers",
            query: [
                .init("async", Bool.self, "Accept it on disk and answer its id."),
                .init("trigger", String.self, "Which kind, where the body is data only."),
            ], takes: .json(InvocationDocument.self), needsBody: false,
            answers: [200: .json(InvocationResultDocument.self), 202: .json(AcceptedCallDocument.self)]),
        "POST /v1/events": .init(
            "Publish CloudEvents: structured, binary or in batches",
            query: [.init("wait", Bool.self, "Answer with what the functions said.")],
            takes: .bytes("application/cloudevents+json"),
            answers: [200: .anyJSON, 202: .json(AcceptedEventsDocument.self)]),
        "GET /v1/events/{service}/{id}": .init(
            "What became of an accepted event", answers: [200: .json(EventFateDocument.self)]),
        "GET /v1/services/{service}/functions/{function}/delivery": .init(
            "How events are delivered to a function", answers: [200: .json(DeliverySettings.self)]),
        "PUT /v1/services/{service}/functions/{function}/delivery": .init(
            "Change how events are delivered to a function", takes: .json(DeliverySettings.self),
            answers: [200: .json(DeliverySettings.self)]),
        "POST /v1/services/{service}/queues/{queue}/messages": .init(
            "Send messages to a queue", takes: .anyJSON, answers: [202: .json(AcceptedCallsDocument.self)]),
        "GET /v1/queues": .init("Queues of all services", answers: [200: .json(QueueListDocument.self)]),
        "GET /v1/queues/{service}": .init("Queues of a service", answers: [200: .json(QueueListDocument.self)]),
        "GET /v1/queues/{service}/{function}/events": .init(
            "Events that wait, or are dead",
            query: [
                .init("dead", Bool.self, "Those that were put aside."),
                .init("limit", in: 1...mostEvents, "20 by default."),
                .init("after", in: 0...Int.max, "The id of the last one of the page before."),
            ], answers: [200: .json(QueuedEventListDocument.self)]),
        "DELETE /v1/queues/{service}/{function}/events": .init(
            "Remove events", query: [.init("dead", Bool.self, "Those that were put aside.")],
            answers: [200: .json(QueueChangeDocument.self)]),
        "POST /v1/queues/{service}/{function}/redrive": .init(
            "Put dead events back", takes: .json(RedriveDocument.self), needsBody: false,
            answers: [200: .json(QueueChangeDocument.self)]),
        "GET /v1/timers": .init("Timers of all services", answers: [200: .json(TimerListDocument.self)]),
        "GET /v1/timers/{service}": .init("Timers of a service", answers: [200: .json(TimerListDocument.self)]),

        "POST /v1/notifications/storage": .init(
            "Take notifications of an object store in S3's form as events", takes: .anyJSON,
            answers: [202: .json(AcceptedEventsDocument.self)]),

        // What happens
        "GET /v1/services/{service}/metrics": .init(
            "What the functions of a service did over time", query: range,
            answers: [200: .json(MetricsDocument.self)]),
        "GET /v1/services/{service}/functions/{function}/metrics": .init(
            "What a function did over time", query: range, answers: [200: .json(MetricsDocument.self)]),
        "GET /v1/functions/live": .init(
            "What all functions do at this moment",
            query: [.init("seconds", in: 1...TimeSeries.liveSeconds, "How far to look back; 5 by default.")],
            answers: [200: .json(LiveFunctionsDocument.self)]),
        "GET /v1/tracing": .init("Whether requests are traced", answers: [200: .json(TracingDocument.self)]),
        "PUT /v1/tracing": .init(
            "Trace requests, or do so no more, until the platform starts again", takes: .json(TracingDocument.self),
            answers: [200: .json(TracingDocument.self)]),
        "GET /v1/traces/{trace}": .init(
            "What is kept of a trace, by its id or a request's", answers: [200: .json(TraceDocument.self)]),
        "GET /v1/services/{service}/traces": .init(
            "Requests that are kept, the latest first",
            query: [
                .init("function", FunctionName.self, "Of one function."), .init("slow", Bool.self, "Only slow ones."),
                .init("failed", Bool.self, "Only failed ones."),
                .init("since", in: 0...mostSeconds, "Of the last seconds."),
                .init("limit", in: 1...mostSpans, "50 by default."),
            ], answers: [200: .json(TraceListDocument.self)]),
        "POST /v1/services/{service}/replays": .init(
            "Send a captured request again", takes: .json(ReplayWishDocument.self),
            answers: [200: .json(ReplayDocument.self)]),
        "GET /v1/services/{service}/inspection": .init(
            "What a release is made of, and how its starts went", answers: [200: .json(InspectionDocument.self)]),
        "POST /v1/services/{service}/functions/{function}/cpu-profile": .init(
            "Where the processor's time goes", query: [.init("seconds", in: 1...longestProfile, "5 by default.")],
            answers: [200: .json(CPUProfileDocument.self)]),
        "GET /v1/diagnosis": .init(
            "What is wrong with the platform", answers: [200: .json(DiagnosisDocument.self)]),

        // Changes and logs
        "GET /v1/watch": .init(
            "Changes of services, releases, aliases and rollouts, as they are made",
            query: [.init("service", ServiceName.self, "Of one service.")],
            answers: [200: .events(ChangeDocument.self, opening: WatchOpeningDocument.self)]),
        "GET /v1/logs": .init(
            "Log lines",
            query: [
                .init("service", ServiceName.self, "Of one service."),
                .init("function", FunctionName.self, "Of one function."),
                .init("level", String.self, "That and worse."), .init("request", String.self, "Of one request."),
                .init("text", String.self, "With this text."),
                .init("since", in: 0...mostSeconds, "Of the last seconds."),
                .init("limit", in: 0...mostLines, "200 by default."),
                .init("follow", Bool.self, "Go on with those that come."),
            ], answers: [200: .linesOrEvents(LogEntry.self)]),

        // Access
        "GET /v1/services/{service}/secrets": .init(
            "Names and versions of secrets", answers: [200: .json(SecretListDocument.self)]),
        "GET /v1/services/{service}/secrets/{secret}": .init(
            "Name and version of a secret", answers: [200: .json(SecretDocument.self)]),
        "PUT /v1/services/{service}/secrets/{secret}": .init(
            "Set a secret to the body", takes: .bytes("application/octet-stream"),
            answers: [200: .json(SecretDocument.self), 201: .json(SecretDocument.self)]),
        "DELETE /v1/services/{service}/secrets/{secret}": .init("Remove a secret", answers: [204: .none]),
        "GET /v1/services/{service}/keys": .init(
            "Keys that must have signed a package", answers: [200: .json(TrustedKeyListDocument.self)]),
        "PUT /v1/services/{service}/keys/{key}": .init(
            "Trust a key", takes: .json(TrustedKeyWishDocument.self),
            answers: [200: .json(TrustedKey.self), 201: .json(TrustedKey.self)]),
        "DELETE /v1/services/{service}/keys/{key}": .init("Trust a key no more", answers: [204: .none]),
        "GET /v1/tokens": .init("Tokens without their secrets", answers: [200: .json(TokenListDocument.self)]),
        "POST /v1/tokens": .init(
            "Make a token", takes: .json(NewTokenDocument.self), answers: [201: .json(CreatedTokenDocument.self)]),
        "DELETE /v1/tokens/{token}": .init("Revoke a token", answers: [204: .none]),
        "GET /v1/audit": .init(
            "What was changed, the latest first",
            query: [
                .init("before", in: 1...Int.max, "`next` of the page before."),
                .init("limit", in: 1...mostRecords, "100 by default."),
            ],
            answers: [200: .json(AuditDocument.self)]),
        "GET /v1/audit/verification": .init(
            "Whether the chain of the audit log holds", answers: [200: .json(AuditVerificationDocument.self)]),
        "GET /v1/domains": .init("Domains", answers: [200: .json(DomainListDocument.self)]),
        "GET /v1/domains/{domain}": .init("A domain", answers: [200: .json(DomainDocument.self)]),
        "PUT /v1/domains/{domain}": .init(
            "Lead a domain to a service, and set its certificate", takes: .json(DomainWishDocument.self),
            answers: [200: .json(DomainDocument.self), 201: .json(DomainDocument.self)]),
        "DELETE /v1/domains/{domain}": .init("Remove a domain", answers: [204: .none]),

        // Load
        "GET /v1/rules": .init(
            "The rules of admission in force", query: [.init("counts", Bool.self, "With what each rule did.")],
            answers: [200: .anyJSON]),
        "PUT /v1/rules": .init(
            "Replace all rules", isConditional: true, takes: .anyJSON, answers: [200: .json(RuleVersionDocument.self)]),
        "POST /v1/rules/simulate": .init(
            "What a rule would have done to recorded or given rates", takes: .anyJSON, needsBody: false,
            answers: [200: .json(SimulationDocument.self)]),
        "GET /v1/rules/{rule}": .init("A rule", answers: [200: .anyJSON]),
        "PUT /v1/rules/{rule}": .init(
            "Add a rule, or put it in the place of its former self", isConditional: true, takes: .anyJSON,
            answers: [200: .json(RuleVersionDocument.self)]),
        "DELETE /v1/rules/{rule}": .init(
            "Remove a rule", isConditional: true, answers: [200: .json(RuleVersionDocument.self)]),
        "GET /v1/profiles": .init("Profiles, and which is applied", answers: [200: .json(ProfileListDocument.self)]),
        "GET /v1/profiles/{profile}": .init("A profile", answers: [200: .json(ProfileDocument.self)]),
        "PUT /v1/profiles/{profile}": .init(
            "Keep a profile", takes: .json(ProfileDocument.self), answers: [200: .json(ProfileDocument.self)]),
        "DELETE /v1/profiles/{profile}": .init("Remove a profile", answers: [200: .json(ProfileListDocument.self)]),
        "POST /v1/profiles/{profile}/apply": .init(
            "Apply a profile", query: [.init("dry", Bool.self, "Only tell what would change.")],
            answers: [200: .json(ProfileChangeDocument.self)]),
        "POST /v1/profiles/return": .init(
            "Go back from the profile that is applied",
            query: [.init("dry", Bool.self, "Only tell what would change.")],
            answers: [200: .json(ProfileChangeDocument.self)]),
        "POST /v1/backups": .init(
            "Write a backup while everything runs", takes: .json(BackupRequestDocument.self),
            answers: [201: .json(BackupDocument.self)]),
    ]
}
