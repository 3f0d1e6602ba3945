import MeridianCore

/// The parts that all messages of the OpenTelemetry protocol share, as its JSON encoding has them: 64-bit numbers are
/// texts, ids hexadecimal (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
public enum OTLP {
    public struct Value: Encodable, Sendable, Equatable {
        public var stringValue: String?
        public var intValue: String?
        public var boolValue: Bool?

        public static func text(_ text: String) -> Value { Value(stringValue: text) }
        public static func number(_ number: Int) -> Value { Value(intValue: String(number)) }
        public static func flag(_ flag: Bool) -> Value { Value(boolValue: flag) }
    }

    public struct Attribute: Encodable, Sendable, Equatable {
        public var key: String
        public var value: Value

        init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// The platform that tells, by which a collector keeps several apart.
    public struct Origin: Sendable, Equatable {
        /// See `serve --unit`.
        public var unit: String
        /// The name of the machine.
        public var host: String

        public init(unit: String, host: String) {
            self.unit = unit
            self.host = host
        }
    }

    /// Whose figures and lines they are, in the names of OpenTelemetry's semantic conventions.
    public struct Resource: Encodable, Sendable, Equatable {
        public var attributes: [Attribute]

        init(service: String, of origin: Origin) {
            attributes = [
                Attribute("service.name", .text(service)), Attribute("service.namespace", .text("meridian")),
                Attribute("service.instance.id", .text("\(origin.unit)@\(origin.host)")),
                Attribute("host.name", .text(origin.host)), Attribute("meridian.unit", .text(origin.unit)),
                Attribute("telemetry.sdk.name", .text("meridian")),
                Attribute("telemetry.sdk.language", .text("swift")),
            ]
        }
    }

    public struct Scope: Encodable, Sendable, Equatable {
        public var name = "meridian"
    }

    /// Nanoseconds since 1970.
    static func time(microseconds: Int64) -> String { String(microseconds * 1_000) }

    static func time(_ timestamp: Timestamp) -> String { String(timestamp.milliseconds * 1_000_000) }
}
