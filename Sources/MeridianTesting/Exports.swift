// Samples are named in tests without a further import.
@_exported public import SampleEvents
