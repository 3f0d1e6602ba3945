public import Meridian

/// What every service of the company is. Whatever a service says itself takes the place of what is here.
public protocol AcmeApp: FunctionApp {}

extension AcmeApp {
    public var results: (any ResultEncoder)? { AcmeEnvelope() }

    public var middleware: [any FunctionLayer] { acmeMiddleware }

    /// For a service that adds layers of its own.
    public var acmeMiddleware: [any FunctionLayer] { [RequestLogging(), SecurityHeaders(), AcmeErrors()] }

    public var configurationSources: [any ConfigurationSource] { [AcmeSettings()] }
}
