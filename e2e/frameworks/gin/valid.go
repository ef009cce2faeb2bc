package gin

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-playground/validator/v10"
)

// booking is as its tags say once it is bound.
type booking struct {
	Level string   `json:"level" binding:"required,oneof=standard express" validate:"required,oneof=standard express"`
	Seats int      `json:"seats" binding:"gte=1,lte=4" validate:"gte=1,lte=4"`
	Items []string `json:"items" binding:"required,min=1" validate:"required,min=1"`
	Note  string   `json:"note" binding:"omitempty,max=3" validate:"omitempty,max=3"`
	Owner struct {
		Kind string `json:"kind" binding:"required" validate:"required"`
	} `json:"owner"`
}

// status is 418 for what no booking is.
func (b booking) status() int {
	switch {
	case b.Level != "standard" && b.Level != "express", b.Seats == 0 || b.Seats > 4, len(b.Items) == 0, b.Owner.Kind == "":
		return http.StatusTeapot
	case b.Note == "":
		return http.StatusAccepted
	case b.Level == "express":
		return http.StatusCreated
	}
	return http.StatusOK
}

func body(c *gin.Context) {
	c.Request.Body = io.NopCloser(bytes.NewBufferString(c.Query("body")))
}

// Valid has gin look at what it binds.
func Valid(c *gin.Context) {
	body(c)
	var in booking
	if err := c.ShouldBindJSON(&in); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	c.Status(in.status())
}

// Demanded has gin answer for what is not valid.
func Demanded(c *gin.Context) {
	body(c)
	in := new(booking)
	if c.BindJSON(in) == nil {
		c.Status(in.status())
	}
}

var validate = validator.New()

// Checked has a validator of its own.
func Checked(c *gin.Context) {
	in := booking{Level: c.Query("level"), Seats: len(c.Query("seats")), Items: c.QueryArray("items"), Note: c.Query("note")}
	in.Owner.Kind = c.Query("kind")
	if err := validate.Struct(&in); err != nil {
		c.Status(http.StatusUnprocessableEntity)
		return
	}
	c.Status(in.status())
}

// Named is bound without any conversion: only the tags can be broken.
func Named(c *gin.Context) {
	var in struct {
		Name string `form:"name" binding:"required,max=3"`
	}
	err := c.ShouldBindQuery(&in)
	var invalid validator.ValidationErrors
	switch {
	case errors.As(err, &invalid):
		c.Status(http.StatusUnprocessableEntity)
	case err != nil:
		c.Status(http.StatusInternalServerError)
	default:
		c.Status(http.StatusNoContent)
	}
}
