import MeridianCore
import NIOCore
import Testing

@testable import Meridian

private enum Order: String, ParameterConvertible, CaseIterable { case price, name }

private struct Guest: Codable, Validatable {
    var age: Int

    func validate(_ check: inout Validation) { check.field("age", age, .range(18...)) }
}

private struct Booking: Codable, Validatable {
    var name: String
    var seats: Int
    var note: String?
    var first = 1
    var last = 1
    var host: Guest?
    var guests: [Guest] = []

    func validate(_ check: inout Validation) {
        check.field("name", name, .length(1...8), .pattern("[A-Z].*"))
        check.field("seats", seats, .range(1...8), .multiple(of: 2))
        check.field("note", note, .length(...3))
        if last < first { check.fail("last", "must not be before 'first'", code: "order") }
        check.nested("host", host)
        check.field("guests", guests, .count(0...2))
        check.each("guests", guests)
    }
}

#if Macros
    @Functions("/bookings")
    private struct BookingFunctions {
        @HTTP(.get, "/{id}")
        @Check("id", as: Int.self, .range(1...))
        @Check("size", as: Int.self, .range(1...100), .check("must not be thirteen") { $0 != 13 })
        @Check("tag", as: String.self, .pattern("[a-z]+"))
        @Check("xTrace", as: String.self, .length(2...4))
        func list(id: Int, size: Int = 20, tag: String?, order: Query<String?>, xTrace: Header<String?>) -> String {
            "\(id) \(size) \(tag ?? "-") \(order.value ?? "-") \(xTrace.value ?? "-")"
        }

        @HTTP(.post)
        @Check("dry", as: Bool.self, .oneOf(true))
        func book(_ booking: Booking, dry: Bool = true) async -> String { booking.name }

        @HTTP(.put)
        func plain(_ booking: Booking) -> String { booking.name }
    }
#endif

@Suite struct ValidationTests {
    private func violations(_ booking: Booking) -> [Violation] {
        var check = Validation()
        booking.validate(&check)
        return check.violations
    }

    @Test func whatKeepsAllRules() throws {
        let booking = Booking(name: "Ann", seats: 2, guests: [Guest(age: 20)])
        #expect(violations(booking).isEmpty)
        try Validation().finish()
    }

    @Test func everythingWrongIsCollectedUnderItsPlace() {
        let booking = Booking(
            name: "annabelle!", seats: 9, note: "long", first: 2, last: 1, host: Guest(age: 1),
            guests: [Guest(age: 20), Guest(age: 3), Guest(age: 4)])
        #expect(
            violations(booking).map { "\($0.field) \($0.code)" } == [
                "name length", "name pattern", "seats range", "seats multiple", "note length", "last order",
                "host.age range", "guests count", "guests[1].age range", "guests[2].age range",
            ])
    }

    @Test func rulesAreKnownWithoutBreakingThem() {
        let checked = Validation.rules(checkedBy: Booking(name: "Ann", seats: 2, guests: [Guest(age: 20)]))
        func schemas(_ field: String) -> [[String: JSONValue]] {
            checked.filter { $0.field == field }.map(\.schema)
        }
        #expect(schemas("seats") == [["minimum": 1, "maximum": 8], ["multipleOf": 2]])
        #expect(schemas("name") == [["minLength": 1], ["pattern": "^[A-Z].*$"]])
        #expect(schemas("guests[0].age") == [["minimum": 18]])
    }

    @Test func noMoreThanAHundredAreKept() {
        var check = Validation()
        for index in 0..<500 { check.fail("f\(index)", "is wrong") }
        #expect(check.violations.count == 100)
    }

    @Test func rulesAsData() {
        #expect(Rule<Int>.range(1...100).schema == ["minimum": 1, "maximum": 100])
        #expect(Rule<Double>.range(0.5..<2.5).schema == ["minimum": 0.5, "exclusiveMaximum": 2.5])
        #expect(Rule<String>.oneOf("a", "b").schema == ["enum": ["a", "b"]])
        #expect(Rule<Order>.oneOf(.name).schema == ["enum": ["name"]])
        #expect(Rule<[Int]>.count(2...).schema == ["minItems": 2])
    }

    #if Macros
        private func call(
            _ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields(), body: String = "",
            _ function: Int
        ) async throws -> CollectedAnswer {
            try await Caller { BookingFunctions() }.call(
                method, target, fields: fields, body: body, function: function)
        }

        @Test func parametersThatKeepTheirRules() async throws {
            let answer = try await call(.get, "/bookings/7?size=100&tag=ab&order=x", fields: ["x-trace": "abc"], 0)
            #expect(answer.text == "7 100 ab x abc")
            let sparse = try await call(.get, "/bookings/7", 0)
            #expect(sparse.text == "7 20 - - -")
        }

        @Test func allParametersAreToldAtOnce() async throws {
            let answer = try await call(.get, "/bookings/x?size=0&tag=A", fields: ["x-trace": "a"], 0)
            #expect(answer.head.status == 400)
            let problem = answer.members
            #expect(problem["code"] == "MER-1610")
            #expect(
                problem["errors"] == [
                    ["field": "id", "in": "path", "message": "is 'x', which is no Int", "code": "malformed"],
                    ["field": "size", "in": "query", "message": "must be from 1 to 100", "code": "range"],
                    ["field": "tag", "in": "query", "message": "must match '[a-z]+'", "code": "pattern"],
                    ["field": "x-trace", "in": "header", "message": "must have 2 to 4 characters", "code": "length"],
                ])
        }

        @Test(arguments: [
            (#"{"name":"ann","seats":2,"first":1,"last":1,"guests":[]}"#, "true", 422, "name pattern"),
            (#"{"name":"ann","seats":2,"first":1,"last":1,"guests":[]}"#, "false", 400, "name pattern, dry oneOf"),
            (#"{"name":"Ann","first":1,"last":1,"guests":[]}"#, "true", 400, "seats missing"),
            ("[", "true", 400, " malformed"),
        ])
        func bodiesAndParametersTogether(_ body: String, _ dry: String, _ status: Int, _ expected: String) async throws
        {
            let answer = try await call(.post, "/bookings?dry=\(dry)", body: body, 1)
            #expect(answer.head.status == status)
            let problem = answer.members
            guard case .array(let errors)? = problem["errors"] else {
                Issue.record("no errors: \(answer.text)")
                return
            }
            let told = errors.map { error in
                guard case .object(let members) = error, case .string(let field)? = members["field"],
                    case .string(let code)? = members["code"]
                else { return "" }
                return "\(field) \(code)"
            }
            #expect(told.joined(separator: ", ") == expected)
        }

        @Test func aBodyChecksItselfWithoutCheck() async throws {
            let answer = try await call(
                .put, "/bookings", body: #"{"name":"ann","seats":2,"first":1,"last":1,"guests":[]}"#, 2)
            #expect(answer.head.status == 422)
            #expect(answer.text.contains("the field 'name' must match"), "\(answer.text)")
        }

        @Test func theSignatureHasTypesAndRules() throws {
            let function = try #require(BookingFunctions().functions.first { $0.name == "list" })
            let size = try #require(function.signature.parameters.first { $0.name == "size" })
            #expect(size.rules == ["minimum": 1, "maximum": 100])
            #expect(!size.isRequired)
            #expect(ObjectIdentifier(size.type) == ObjectIdentifier(Int.self))
            #expect(function.signature.result is String.Type)
            #expect(BookingFunctions().functions[1].signature.body is Booking.Type)
        }
    #endif
}
