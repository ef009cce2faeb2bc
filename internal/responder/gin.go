package responder

// gin is github.com/gin-gonic/gin (context.go, response_writer.go and
// render/ of v1.12). A status is remembered until something is written; a body
// that can't be encoded leaves the status without one.
var gin = Framework{
	Name:     "gin",
	Model:    Remembered,
	Chained:  true,
	Contexts: []string{"github.com/gin-gonic/gin.Context"},
	Handlers: []Signature{{Params: []string{"*github.com/gin-gonic/gin.Context"}}},
	Makers:   []string{"github.com/gin-gonic/gin.New", "github.com/gin-gonic/gin.Default"},
	Keeps:    ginKeeps,
	Recorded: "github.com/gin-gonic/gin.Context.Errors", RecordedAs: "*github.com/gin-gonic/gin.Error",
	Hooks: []Hook{{"github.com/gin-gonic/gin/binding.Validator", "ValidateStruct", "ShouldBind"}},
	Responders: []Responder{
		{Func: "FormFile", Status: -1, Only: true, As: "(*net/http.Request).FormFile"},
		{Func: "MultipartForm", Status: -1, Only: true, As: "(*net/http.Request).ParseMultipartForm"},
		{Func: "Cookie", Status: -1, Only: true, As: "(*net/http.Request).Cookie"},
		{Func: "Status", Status: 1, Only: true},
		{Func: "JSON", Status: 1, Body: JSON, BodyArg: 2, Media: ginJSON},
		{Func: "IndentedJSON", Status: 1, Body: JSON, BodyArg: 2, Media: ginJSON},
		{Func: "PureJSON", Status: 1, Body: JSON, BodyArg: 2, Media: ginJSON, Suffix: "\n"},
		{Func: "AsciiJSON", Status: 1, Body: JSON, BodyArg: 2, Media: "application/json"},
		{Func: "SecureJSON", Status: 1, Body: UnknownBody, Media: ginJSON}, // with a prefix before arrays
		{Func: "JSONP", Status: 1, Body: UnknownBody},
		{Func: "XML", Status: 1, Body: UnknownBody, Media: "application/xml; charset=utf-8"},
		{Func: "YAML", Status: 1, Body: UnknownBody, Media: "application/yaml; charset=utf-8"},
		{Func: "TOML", Status: 1, Body: UnknownBody, Media: "application/toml; charset=utf-8"},
		{Func: "ProtoBuf", Status: 1, Body: UnknownBody, Media: "application/x-protobuf"},
		{Func: "BSON", Status: 1, Body: UnknownBody, Media: "application/bson"},
		{Func: "String", Status: 1, Body: Format, BodyArg: 2, Media: plainUTF8},
		{Func: "HTML", Status: 1, Body: UnknownBody, Media: "text/html; charset=utf-8"},
		{Func: "Data", Status: 1, Body: Bytes, BodyArg: 3, MediaArg: 2},
		{Func: "DataFromReader", Status: 1, Body: UnknownBody, MediaArg: 3},
		{Func: "Redirect", Status: 1, Body: UnknownBody},
		{Func: "Render", Status: 1, Body: UnknownBody},
		{Func: "Negotiate", Status: 1, Body: UnknownBody, Refuses: 406, Records: true},
		{Func: "SSEvent", Status: -1, Body: UnknownBody, Media: "text/event-stream;charset=utf-8", Overrides: true},
		{Func: "Stream", Status: -1, Body: UnknownBody},
		{Func: "File", Status: -1, Statuses: fileStatuses, Body: UnknownBody},
		{Func: "FileFromFS", Status: -1, Statuses: fileStatuses, Body: UnknownBody},
		{Func: "FileAttachment", Status: -1, Statuses: fileStatuses, Body: UnknownBody},
		{Func: "Header", Status: -1, Only: true, Key: 1, Value: 2},
		{Func: "AbortWithStatus", Status: 1, Aborts: true},
		{Func: "AbortWithStatusJSON", Status: 1, Aborts: true, Body: JSON, BodyArg: 2, Media: ginJSON},
		{Func: "AbortWithStatusPureJSON", Status: 1, Aborts: true, Body: JSON, BodyArg: 2, Media: ginJSON, Suffix: "\n"},
		{Func: "AbortWithError", Status: 1, Aborts: true, Records: true, Source: true},
		{Func: "Error", Status: -1, Only: true, Open: true, Source: true},
		{Func: "(github.com/gin-gonic/gin.ResponseWriter).Written", Status: -1, Only: true, Then: Sent},
		{Func: "(github.com/gin-gonic/gin.ResponseWriter).Status", Status: -1, Only: true, Then: Code},
		{Func: "(github.com/gin-gonic/gin.ResponseWriter).WriteHeaderNow", Status: -1},
		{Func: "Next", Status: -1, Only: true, Open: true, Continues: true},
		{Func: "Abort", Status: -1, Only: true, Aborts: true},
		{Func: "IsAborted", Status: -1, Only: true, Then: Aborted},
		{Func: "Bind", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindJSON", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindXML", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindQuery", Status: -1, Statuses: []int{400}, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindYAML", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindTOML", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindPlain", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindHeader", Status: -1, Statuses: []int{400}, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindUri", Status: -1, Statuses: []int{400}, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "MustBindWith", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
		{Func: "BindWith", Status: -1, Statuses: []int{400}, TooLarge: 413, Fallible: true, Records: true, Aborts: true, Then: Failed},
	},
}

// ginKeeps are gin's and hertz' methods for values in the context.
var ginKeeps = Keeping{Puts: []string{"Set"}, Gives: []string{"Get", "Value", "GetString", "GetBool", "GetInt", "GetInt64", "GetUint", "GetUint64", "GetFloat64", "GetTime", "GetDuration", "GetStringSlice", "GetStringMap"}, Demands: []string{"MustGet"}}

const (
	ginPath   = "github.com/gin-gonic/gin"
	ginJSON   = "application/json; charset=utf-8"
	plainUTF8 = "text/plain; charset=utf-8"
)

// fileStatuses are what net/http's file server may answer; all but the first
// depend on the request or the file system.
var fileStatuses = []int{200, 206, 301, 304, 403, 404, 412, 416, 500}
