public import Meridian

/// A type that says its JSON Schema (2020-12) itself: one whose values are written but never read, an enumeration with
/// associated values, or one whose `init(from:)` depends on what it reads.
///
/// ```swift
/// extension Shape: OpenAPIDescribed {
///     static var openAPISchema: JSONValue { ["type": "string", "pattern": "^(circle|square):[0-9]+$"] }
/// }
/// ```
public protocol OpenAPIDescribed {
    /// The whole schema, without references. Types that have a member of this one are explored with the first of its
    /// `examples` that can be read.
    static var openAPISchema: JSONValue { get }
}
