/// A type whose values must keep rules beyond their types.
///
/// ```swift
/// struct Booking: Decodable, Validatable {
///     var name: String
///     var seats: Int
///     var first: Int, last: Int
///     var guests: [Guest]
///
///     func validate(_ check: inout Validation) {
///         check.field("name", name, .length(1...80))
///         check.field("seats", seats, .range(1...8))
///         if last < first { check.fail("last", "must not be before 'first'", code: "order") }
///         check.each("guests", guests)
///     }
/// }
/// ```
/// A JSON body of such a type is checked when it is read, and everything that is wrong with it is answered at once, 422
/// (`MER-1610`). Call `field` for every field with rules, whatever the values are: that is how documentation learns of
/// them.
public protocol Validatable {
    func validate(_ check: inout Validation)
}

extension Array: Validatable where Element: Validatable {
    public func validate(_ check: inout Validation) {
        for (index, element) in enumerated() { check.inside("[\(index)]") { element.validate(&$0) } }
    }
}

extension Optional: Validatable where Wrapped: Validatable {
    public func validate(_ check: inout Validation) { self?.validate(&check) }
}
