public import MeridianCore
import Synchronization

/// Where spans of a kind come from: a trigger of a function of a release. One object serves all its spans.
public final class SpanSite: Sendable {
    public struct Key: Hashable, Sendable {
        public var service: ServiceName
        public var function: FunctionName
        public var release: Int
        public var trigger: Int

        public init(service: ServiceName, function: FunctionName, release: Int, trigger: Int) {
            self.service = service
            self.function = function
            self.release = release
            self.trigger = trigger
        }
    }

    /// What counts as slow before enough is known of a function, in nanoseconds.
    static let slowAtFirst: Int64 = 1_000_000_000

    public let key: Key
    public let kind: Span.Kind
    /// The path's pattern, for example `/items/{id}`; `nil` for other triggers than HTTP.
    public let route: String?
    private let threshold = Atomic<Int64>(slowAtFirst)

    public init(_ key: Key, kind: Span.Kind, route: String? = nil) {
        self.key = key
        self.kind = kind
        self.route = route
    }

    /// The duration above which a request is among the function's slowest, in nanoseconds.
    public var slowAfter: Int64 {
        get { threshold.load(ordering: .relaxed) }
        set { threshold.store(newValue, ordering: .relaxed) }
    }
}

extension SpanSite {
    /// The site of a function's trigger.
    public convenience init(
        _ function: FunctionManifest, trigger: Int, service: ServiceName, release: Int, kind: Span.Kind? = nil
    ) {
        var route: String?
        var ownKind = Span.Kind.http
        if function.triggers.indices.contains(trigger) {
            if case .http(let http) = function.triggers[trigger] { route = http.path }
            ownKind = Span.Kind(rawValue: function.triggers[trigger].kind) ?? .http
        }
        self.init(
            Key(service: service, function: function.name, release: release, trigger: trigger),
            kind: kind ?? ownKind, route: route)
    }
}
