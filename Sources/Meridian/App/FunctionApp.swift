/// A service: what its functions are. Mark it with `@main`, and the same program runs as an ordinary app or serves a
/// platform.
///
/// ```swift
/// @main
/// struct Shop: FunctionApp {
///     var functions: some FunctionGroup {
///         Function("hello", .get("/")) { _, _ in "Hello" }
///     }
/// }
/// ```
/// Everything but `functions` may be left out.
public protocol FunctionApp: Sendable {
    associatedtype Functions: FunctionGroup

    init()

    /// Every function of the service.
    @FunctionGroupBuilder var functions: Functions { get }

    /// The name of the service, used when nothing outside says another: `shop-front` for the type `ShopFront` unless
    /// it is given here.
    static var name: String { get }

    /// Parts that others have made, in any order.
    var plugins: [any Plugin] { get }

    /// What surrounds every function of the service, outermost first.
    @MiddlewareBuilder var middleware: [any FunctionLayer] { get }

    /// Settings that win over the defaults of plug-ins; see ``Configuration``.
    var configuration: Configuration { get }

    /// Settings that win over ``configuration`` in a stage.
    /// - Parameter stage: What `MERIDIAN_STAGE` says; `production` when it says nothing.
    func configuration(for stage: String) -> Configuration

    /// Where further settings come from; later ones win. They are read at start.
    var configurationSources: [any ConfigurationSource] { get }

    /// How the objects are made that functions need.
    func provide(_ providers: inout Providers)

    /// What turns the results of functions into answers; plain JSON when `nil`.
    var results: (any ResultEncoder)? { get }

    /// Called before the first request, once every object is made and every plug-in has started.
    func onStart() async throws

    /// Called once requests are taken.
    func onReady() async throws

    /// Called after the last request, before plug-ins are stopped and objects destroyed.
    func onStop() async throws
}

extension FunctionApp {
    public static var name: String { ServiceNaming.name(ofType: String(describing: Self.self)) }

    public var plugins: [any Plugin] { [] }

    public var middleware: [any FunctionLayer] { [] }

    public var configuration: Configuration { Configuration() }

    public func configuration(for stage: String) -> Configuration { Configuration() }

    public var configurationSources: [any ConfigurationSource] { [] }

    public func provide(_ providers: inout Providers) {}

    public var results: (any ResultEncoder)? { nil }

    public func onStart() async throws {}

    public func onReady() async throws {}

    public func onStop() async throws {}
}
