public import Meridian
public import Testing

/// Gives every test of a suite, or a single test, an app of its own: see ``Testing/Trait/app(_:stage:clock:override:)``.
public struct AppTrait: SuiteTrait, TestTrait, TestScoping {
    private let make: @Sendable () throws -> TestApp

    init(_ make: @escaping @Sendable () throws -> TestApp) {
        self.make = make
    }

    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let app = try make()
        let result: Result<Void, any Error>
        do {
            result = .success(try await TestApp.$scoped.withValue(app) { try await function() })
        } catch {
            result = .failure(error)
        }
        await app.stop()
        try result.get()
    }
}

extension Trait where Self == AppTrait {
    /// Makes an app for each test, found at ``TestApp/current``; tests in parallel do not share state.
    ///
    /// ```swift
    /// @Suite(.app(Shop.self))
    /// struct ShopTests {
    ///     @Test func greets() async throws {
    ///         let answer = try await TestApp.current.request(.get, "/")
    ///         #expect(answer.status == 200)
    ///     }
    /// }
    /// ```
    /// - Parameters:
    ///   - app: The service.
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    ///   - clock: Evaluated for each test; what its timers fire by and its deadlines pass by.
    ///   - override: Puts objects and settings of the test in the place of the app's own.
    public static func app<App: FunctionApp>(
        _ app: App.Type, stage: String = "dev", clock: @autoclosure @escaping @Sendable () -> TestClock? = nil,
        override: @escaping @Sendable (inout Overrides) -> Void = { _ in }
    ) -> AppTrait {
        AppTrait { try TestApp(App.self, stage: stage, clock: clock(), override: override) }
    }

    /// Makes an app of these functions for each test.
    public static func app(
        stage: String = "dev", clock: @autoclosure @escaping @Sendable () -> TestClock? = nil,
        @FunctionGroupBuilder functions: @escaping @Sendable () -> FunctionList
    ) -> AppTrait {
        AppTrait { try TestApp(stage: stage, clock: clock(), functions: functions) }
    }
}

extension TestApp {
    @TaskLocal static var scoped: TestApp?

    /// The app that a trait made for the running test.
    /// - Throws: ``TestFailure`` outside a test with such a trait.
    public static var current: TestApp {
        get throws(TestFailure) {
            guard let scoped else {
                throw TestFailure("no app belongs to this test; mark the test or its suite with .app(Shop.self)")
            }
            return scoped
        }
    }
}
