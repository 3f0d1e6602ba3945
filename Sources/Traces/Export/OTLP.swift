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

    public struct Resource: Encodable, Sendable, Equatable {
        public var attributes: [Attribute]

        init(service: String) {
            attributes = [
                Attribute("service.name", .text(service)), Attribute("telemetry.sdk.name", .text("meridian")),
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
