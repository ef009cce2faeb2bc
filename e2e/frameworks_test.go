package e2e

import (
	"testing"

	"github.com/httpcontract/httpcontract/e2e/frameworks/beego"
	"github.com/httpcontract/httpcontract/e2e/frameworks/chained"
	"github.com/httpcontract/httpcontract/e2e/frameworks/echo4"
	"github.com/httpcontract/httpcontract/e2e/frameworks/echo4custom"
	"github.com/httpcontract/httpcontract/e2e/frameworks/echo5"
	"github.com/httpcontract/httpcontract/e2e/frameworks/fasthttp"
	"github.com/httpcontract/httpcontract/e2e/frameworks/fiber2"
	"github.com/httpcontract/httpcontract/e2e/frameworks/fiber2apps"
	"github.com/httpcontract/httpcontract/e2e/frameworks/fiber3"
	"github.com/httpcontract/httpcontract/e2e/frameworks/fiber3apps"
	"github.com/httpcontract/httpcontract/e2e/frameworks/gateway"
	"github.com/httpcontract/httpcontract/e2e/frameworks/gin"
	"github.com/httpcontract/httpcontract/e2e/frameworks/ginerrors"
	"github.com/httpcontract/httpcontract/e2e/frameworks/gozero"
	"github.com/httpcontract/httpcontract/e2e/frameworks/herodot"
	"github.com/httpcontract/httpcontract/e2e/frameworks/hertz"
	"github.com/httpcontract/httpcontract/e2e/frameworks/huma"
	"github.com/httpcontract/httpcontract/e2e/frameworks/jsonlike"
	"github.com/httpcontract/httpcontract/e2e/frameworks/kratos"
	"github.com/httpcontract/httpcontract/e2e/frameworks/kratosown"
	"github.com/httpcontract/httpcontract/e2e/frameworks/layered"
	"github.com/httpcontract/httpcontract/e2e/frameworks/lent"
	"github.com/httpcontract/httpcontract/e2e/frameworks/linked"
	"github.com/httpcontract/httpcontract/e2e/frameworks/oapi"
	"github.com/httpcontract/httpcontract/e2e/frameworks/oapistrict"
	"github.com/httpcontract/httpcontract/e2e/frameworks/render"
	"github.com/httpcontract/httpcontract/e2e/frameworks/restful"
	"github.com/httpcontract/httpcontract/e2e/frameworks/router"
	"github.com/httpcontract/httpcontract/e2e/frameworks/timed"
	"github.com/httpcontract/httpcontract/e2e/frameworks/wrapped"
	"github.com/httpcontract/httpcontract/internal/reality"
	"github.com/httpcontract/httpcontract/internal/reality/check"
)

// TestFrameworks runs handlers of real frameworks and holds what they send
// against the prediction.
func TestFrameworks(t *testing.T) {
	for name, cases := range map[string][]reality.Case{
		"chained": chained.Cases(), "gin": gin.Cases(), "ginerrors": ginerrors.Cases(), "echo4": echo4.Cases(), "echo4custom": echo4custom.Cases(), "echo5": echo5.Cases(),
		"fiber2": fiber2.Cases(), "fiber2apps": fiber2apps.Cases(), "fiber3": fiber3.Cases(), "fiber3apps": fiber3apps.Cases(), "fasthttp": fasthttp.Cases(), "render": render.Cases(),
		"router": router.Cases(), "timed": timed.Cases(), "wrapped": wrapped.Cases(), "restful": restful.Cases(),
		"beego": beego.Cases(), "gateway": gateway.Cases(), "gozero": gozero.Cases(), "herodot": herodot.Cases(), "hertz": hertz.Cases(),
		"huma": huma.Cases(), "linked": linked.Cases(), "kratos": kratos.Cases(), "kratosown": kratosown.Cases(), "layered": layered.Cases(), "lent": lent.Cases(), "jsonlike": jsonlike.Cases(), "oapi": oapi.Cases(), "oapistrict": oapistrict.Cases(),
	} {
		t.Run(name, func(t *testing.T) {
			predicted, err := check.Predict(".", "./frameworks/"+name)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cases {
				t.Run(c.Name, func(t *testing.T) {
					if len(predicted[c.Name]) == 0 {
						t.Error("nothing was predicted")
					}
					for _, problem := range check.Compare(c, predicted[c.Name]) {
						t.Error(problem)
					}
				})
			}
		})
	}
}
